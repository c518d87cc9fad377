import {
  parseEntityRef,
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  mcpServerAdministerPermission,
  mcpServerReadPermission,
  nextServerLife,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { usualWaitSeconds } from '../access/AccessRequestStore';
import { isOwnerSide } from '../approvals/approvers';
import { requireNotOver } from '../approvals/conditions/holdBack';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { listServerRevisions } from '../revisions/RevisionStore';
import type { HiddenTools } from '../hiding/HiddenTools';
import { withoutTools } from '../hiding/withoutTools';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import type { ExceptionHold } from '../exceptions/ExceptionHold';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { entityTitle } from './entityTitle';
import { listServers, type ServerListOptions } from './ServerListQuery';
import { lifeColumns } from './serverColumns';
import type { ServerPresenter } from './ServerPresenter';
import type { ServerRecord } from './ServerRecord';
import { findServerById, updateServer } from './ServerStore';
import { concerns, type ServerVisibility } from './ServerVisibility';
import { unusableForCaller } from './unusableForCaller';

/** What a caller may filter a list by. */
export type ServerListFilter = Omit<
  ServerListOptions,
  'caller' | 'visibleRefs' | 'allowed' | 'now' | 'limit' | 'unusable'
> & { limit?: number };

/** Shows servers, and stops and resumes them. */
export class ServerService {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    clock: Clock;
    policy: Policy;
    freshSignIn: FreshSignInRule;
    hold: Pick<ExceptionHold, 'requireMayRun'>;
    visibility: ServerVisibility;
    presenter: ServerPresenter;
    revisions: RevisionPresenter;
    hiddenTools: HiddenTools;
    approverGroups: string[];
  }): ServerService {
    return new ServerService(options);
  }

  readonly #options: Parameters<typeof ServerService.create>[0];

  private constructor(options: Parameters<typeof ServerService.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: Caller,
    filter: ServerListFilter,
  ): Promise<RegistrySchemas['ServerPage']> {
    const { database, policy, visibility, presenter, clock } = this.#options;
    const now = clock.now();
    const { knex } = database;
    const page = await listServers(knex, {
      ...filter,
      caller,
      ...(filter.usable !== undefined && {
        unusable: await unusableForCaller(knex, { caller, now }),
      }),
      visibleRefs: await visibility.visibleRefs(caller),
      allowed: await policy.allowedServers(caller, mcpServerReadPermission),
      now,
      limit: filter.limit ?? 50,
    });
    return { ...page, items: await presenter.summaries(caller, page.items) };
  }

  async get(
    caller: Caller,
    serverRef: string,
  ): Promise<RegistrySchemas['Server']> {
    const server = await this.#require(caller, serverRef);
    return await this.#options.presenter.server(caller, server);
  }

  /** The revisions of a server: all for those concerned, what counts now for everybody else. */
  async listRevisions(
    caller: Caller,
    serverRef: string,
  ): Promise<RegistrySchemas['Revision'][]> {
    const { database, revisions, hiddenTools } = this.#options;
    const server = await this.#require(caller, serverRef);
    const hidden = (await hiddenTools.from(caller, [server]))(server);
    const all = await listServerRevisions(database.knex, {
      serverId: server.id,
      limit: 100,
    });
    const shown = concerns(caller, server)
      ? all
      : all.filter(revision => revision.state === 'approved');
    return await revisions.many(
      shown.map(revision => ({
        revision: withoutTools(revision, hidden),
        server,
      })),
    );
  }

  /** Who would decide if the caller asked for access. */
  async approvers(
    caller: Caller,
    serverRef: string,
  ): Promise<RegistrySchemas['Approvers']> {
    const { database, approverGroups } = this.#options;
    const server = await this.#require(caller, serverRef);
    const ownerAsks = isOwnerSide(caller, server) && approverGroups.length > 0;
    const refs = ownerAsks ? approverGroups : [server.facts.owner];
    return {
      approvers: await this.#people(caller, refs),
      why: ownerAsks ? 'approver-group' : 'owner',
      usualWaitSeconds: await usualWaitSeconds(database.knex, server.id),
    };
  }

  async suspend(
    caller: Caller,
    options: { serverRef: string; reason: string },
  ): Promise<RegistrySchemas['Server']> {
    return await this.#stopOrGo(caller, { ...options, event: 'suspend' });
  }

  async resume(
    caller: Caller,
    options: { serverRef: string; reason: string },
  ): Promise<RegistrySchemas['Server']> {
    if (caller.actor) {
      throw registryError('decision.portal-only');
    }
    return await this.#stopOrGo(caller, { ...options, event: 'resume' });
  }

  async #stopOrGo(
    caller: Caller,
    options: { serverRef: string; reason: string; event: 'suspend' | 'resume' },
  ): Promise<RegistrySchemas['Server']> {
    const { database, policy, presenter, clock } = this.#options;
    const { reason, event } = options;
    const seen = await this.#require(caller, options.serverRef);
    if (!isOwnerSide(caller, seen)) {
      if (!caller.isApprover) {
        throw registryError('server.not-owner');
      }
      await policy.requireServer(caller, mcpServerAdministerPermission, seen);
    }
    if (event === 'resume') {
      this.#options.freshSignIn.require(caller, [seen.facts.riskTier]);
    }
    const { id } = seen;
    const server = await database.change(async tx => {
      const fresh = await mustFind(tx, id);
      if (event === 'resume') {
        // First, since it holds from its second on: the registry may not have written it down yet.
        const at = clock.now().toISOString();
        await requireNotOver(tx, { serverId: id, at });
      }
      const next = nextServerLife(fresh.life, event);
      if (!next.ok) {
        throw registryError('server.state', next.reason);
      }
      const digest = fresh.approvedDigest;
      if (event === 'resume' && digest) {
        await this.#options.hold.requireMayRun(tx, { serverId: id, digest });
      }
      await updateServer(tx, id, {
        ...lifeColumns(next.state),
        status_reason: event === 'suspend' ? reason : null,
      });
      await addHistory(tx, {
        kind: 'server',
        id,
        at: clock.now().toISOString(),
        by: caller.userEntityRef,
        actor: caller.actor,
        event: event === 'suspend' ? 'suspended' : 'resumed',
        reason,
      });
      await touchServer(tx, id);
      return await mustFind(tx, id);
    });
    return await presenter.server(caller, server);
  }

  async #require(caller: Caller, serverRef: string): Promise<ServerRecord> {
    const { database, visibility } = this.#options;
    return await visibility.require(database.knex, caller, serverRef);
  }

  /** The members of groups, as far as the caller may see them; else the groups. */
  async #people(
    caller: Caller,
    refs: string[],
  ): Promise<RegistrySchemas['Approvers']['approvers']> {
    const { catalog } = this.#options;
    const { credentials } = caller;
    const { items: owners } = await catalog.getEntitiesByRefs(
      { entityRefs: refs },
      { credentials },
    );
    const memberRefs = owners
      .flatMap(entity => entity?.relations ?? [])
      .filter(relation => relation.type === RELATION_HAS_MEMBER)
      .map(relation => relation.targetRef)
      .filter(ref => ref !== caller.userEntityRef)
      .slice(0, 20);
    const { items: members } = await catalog.getEntitiesByRefs(
      { entityRefs: memberRefs },
      { credentials },
    );
    const people = members
      .filter(entity => entity !== undefined)
      .map(entity => ({
        ref: stringifyEntityRef(entity),
        title: entityTitle(entity),
      }));
    if (people.length > 0) {
      return people;
    }
    return refs.map((ref, index) => {
      const entity = owners[index];
      return {
        ref,
        title: entity ? entityTitle(entity) : parseEntityRef(ref).name,
      };
    });
  }
}

async function mustFind(knex: Knex, id: string): Promise<ServerRecord> {
  const server = await findServerById(knex, id);
  if (!server) {
    throw registryError('server.not-found');
  }
  return server;
}
