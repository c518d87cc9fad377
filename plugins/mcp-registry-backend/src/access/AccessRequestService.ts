import {
  mcpAccessRequestPermission,
  nextAccessRequestState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { v4 as uuid } from 'uuid';
import type { AccessApprovalWorker } from '../approvals/access/AccessApprovalWorker';
import type { AccessAsked } from '../approvals/access/AccessAsked';
import { isOwnerSide, roleInRequest } from '../approvals/approvers';
import { afterKey } from '../database/afterKey';
import { isUniqueViolation } from '../database/isUniqueViolation';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { HiddenTools } from '../hiding/HiddenTools';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById, findServersById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import type { AccessRequestPresenter } from './AccessRequestPresenter';
import {
  type AccessRequestRecord,
  type AccessRequestRow,
  findRequest,
  insertRequest,
  toAccessRequestRecord,
  updateRequest,
} from './AccessRequestStore';
import { activeGrants } from './GrantStore';
import { readSubject } from './readSubject';
import { checkTools } from './terms';

/** What a caller may filter a list of requests by. */
export interface AccessRequestFilter {
  role?: 'mine' | 'server';
  serverRef?: string;
  state?: RegistrySchemas['AccessRequestState'];
  limit?: number;
  cursor?: string;
}

/** Lets people ask for access, and look after what they asked for. */
export class AccessRequestService {
  static create(options: {
    database: RegistryDatabase;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    presenter: AccessRequestPresenter;
    hiddenTools: HiddenTools;
    accessApprovalWorker: Pick<AccessApprovalWorker, 'take'>;
    accessAsked: Pick<AccessAsked, 'includes'>;
  }): AccessRequestService {
    return new AccessRequestService(options);
  }

  readonly #options: Parameters<typeof AccessRequestService.create>[0];

  private constructor(
    options: Parameters<typeof AccessRequestService.create>[0],
  ) {
    this.#options = options;
  }

  async create(
    caller: Caller,
    input: RegistrySchemas['NewAccessRequest'],
  ): Promise<RegistrySchemas['AccessRequest']> {
    const { database, policy, visibility, presenter, clock } = this.#options;
    const { hiddenTools, catalog, accessApprovalWorker } = this.#options;
    const server = await visibility.require(
      database.knex,
      caller,
      input.serverRef,
    );
    await policy.require(caller, mcpAccessRequestPermission);
    const subject = await readSubject({
      ...{ caller, catalog },
      subject: input.subject,
    });
    if (server.life.retired) {
      throw registryError('server.retired');
    }
    if (server.life.deprecated) {
      // Nobody new; who uses it may have until its last day.
      const held = await activeGrants(database.knex, {
        serverIds: [server.id],
        subjects: [subject],
        now: clock.now(),
      });
      if (held.length === 0) throw registryError('server.deprecated');
    }
    const approved = server.approvedDigest
      ? await findRevision(database.knex, server.approvedDigest)
      : undefined;
    // What is hidden from who asks is not found, like what is not there.
    const hidden = (await hiddenTools.from(caller, [server]))(server);
    const known = approved && {
      ...approved.toolSurface,
      tools: approved.toolSurface.tools.filter(({ name }) => !hidden.has(name)),
    };
    const request: AccessRequestRecord = {
      id: uuid(),
      serverId: server.id,
      requestedBy: caller.userEntityRef,
      subject,
      route: isOwnerSide(caller, server) ? 'approver-group' : 'owner',
      purpose: input.purpose,
      asked: {
        tools: checkTools(input.tools, known),
        durationDays: input.durationDays,
      },
      state: 'pending',
      createdAt: clock.now().toISOString(),
    };
    await this.#insert(caller, request);
    const taken = await accessApprovalWorker.take(request, server);
    return await presenter.one(caller, taken, server);
  }

  async get(
    caller: Caller,
    id: string,
  ): Promise<RegistrySchemas['AccessRequest']> {
    const { request, server } = await this.#require(caller, id);
    return await this.#options.presenter.one(caller, request, server);
  }

  async list(
    caller: Caller,
    filter: AccessRequestFilter,
  ): Promise<RegistrySchemas['AccessRequestPage']> {
    const { database, presenter } = this.#options;
    const limit = filter.limit ?? 50;
    const query = database
      .knex('access_requests')
      .join('servers', 'servers.id', 'access_requests.server_id');
    if ((filter.role ?? 'mine') === 'mine') {
      query.where({ 'access_requests.requested_by': caller.userEntityRef });
    } else {
      query.whereIn('servers.owner', caller.ownershipEntityRefs);
    }
    if (filter.serverRef !== undefined) {
      query.where({
        'servers.server_ref': filter.serverRef.toLocaleLowerCase('en-US'),
      });
    }
    if (filter.state !== undefined) {
      query.where({ 'access_requests.state': filter.state });
    }
    afterKey(query, {
      column: 'access_requests.created_at',
      id: 'access_requests.id',
      order: 'desc',
      key: decodeCursor(filter.cursor),
    });
    const rows: AccessRequestRow[] = await query
      .limit(limit + 1)
      .select('access_requests.*');
    const page = cutPage(rows, {
      limit,
      keyOf: row => [row.created_at, row.id],
    });
    const requests = page.items.map(toAccessRequestRecord);
    const servers = await findServersById(
      database.knex,
      requests.map(request => request.serverId),
    );
    return {
      items: await presenter.many(
        caller,
        requests.flatMap(request => {
          const server = servers.get(request.serverId);
          return server ? [{ request, server }] : [];
        }),
      ),
      nextCursor: page.nextCursor,
    };
  }

  async withdraw(
    caller: Caller,
    id: string,
  ): Promise<RegistrySchemas['AccessRequest']> {
    const { database, clock, presenter } = this.#options;
    const { request, server } = await this.#require(caller, id);
    if (request.requestedBy !== caller.userEntityRef) {
      throw registryError('request.not-requester');
    }
    const next = nextAccessRequestState(request.state, 'withdraw');
    if (!next.ok) {
      throw registryError('request.already-decided', next.reason);
    }
    await database.transaction(async tx => {
      const written = await updateRequest(tx, {
        id,
        from: { state: 'pending' },
        columns: { state: next.state, pending_key: null, proposal: null },
      });
      if (!written) {
        throw registryError('request.already-decided');
      }
      await addHistory(tx, {
        kind: 'request',
        id,
        at: clock.now().toISOString(),
        by: caller.userEntityRef,
        actor: caller.actor,
        event: 'withdrawn',
      });
    });
    return await presenter.one(
      caller,
      { ...request, state: next.state, proposal: undefined },
      server,
    );
  }

  async #insert(caller: Caller, request: AccessRequestRecord): Promise<void> {
    try {
      await this.#options.database.transaction(async tx => {
        await insertRequest(tx, request);
        await addHistory(tx, {
          kind: 'request',
          id: request.id,
          at: request.createdAt,
          by: caller.userEntityRef,
          actor: caller.actor,
          event: 'requested',
          reason: request.purpose,
          details: { asked: request.asked, subject: request.subject },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw registryError('request.exists');
      }
      throw error;
    }
  }

  /** A request that the caller has to do with; any other looks unknown. */
  async #require(
    caller: Caller,
    id: string,
  ): Promise<{ request: AccessRequestRecord; server: ServerRecord }> {
    const { knex } = this.#options.database;
    const request = await findRequest(knex, id);
    const server = request && (await findServerById(knex, request.serverId));
    const isTheirs =
      request &&
      server &&
      (roleInRequest(caller, request, server) !== 'stranger' ||
        (await this.#options.accessAsked.includes(caller, request)));
    if (!isTheirs) {
      throw registryError('request.not-found');
    }
    return { request, server };
  }
}
