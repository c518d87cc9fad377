import {
  mcpServerApprovePermission,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { touchServer } from '../../feed/FeedStore';
import { findRevision } from '../../revisions/RevisionStore';
import type { Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import { addHistory } from '../../service/HistoryStore';
import type { Policy } from '../../service/Policy';
import { registryError } from '../../service/registryError';
import { findServerById } from '../../servers/ServerStore';
import type { ServerVisibility } from '../../servers/ServerVisibility';
import { isOwnerSide } from '../approvers';
import type { Decidable } from '../reviews/Approvals';
import { checkConditions } from './checkConditions';
import { addConditions } from './ConditionStore';
import { presentConditions } from './presentConditions';

type Shown = Awaited<ReturnType<typeof presentConditions>>;

/** Sets further conditions for what is approved already: all hold, so that one person may, who answers for the server or reviews. */
export class ConditionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    notifier: Notifier;
    policy: Policy;
    visibility: ServerVisibility;
  }): ConditionService {
    return new ConditionService(options);
  }

  readonly #options: Parameters<typeof ConditionService.create>[0];

  private constructor(options: Parameters<typeof ConditionService.create>[0]) {
    this.#options = options;
  }

  async narrow(
    caller: Caller,
    options: RegistrySchemas['NewConditions'] & { serverRef: string },
  ): Promise<Shown> {
    const { database, clock } = this.#options;
    if (caller.actor) throw registryError('condition.portal-only');
    const reason = options.reason.trim();
    if (!reason) throw registryError('reason.required');
    const { server } = await this.requireSide(caller, options.serverRef);
    const at = clock.now().toISOString();
    await database.change(async tx => {
      const found = await mustFindApproved(tx, server.id);
      const conditions = checkConditions(options.conditions, {
        surface: found.revision.toolSurface,
        now: clock.now(),
      });
      await addConditions(tx, {
        ...{ serverId: server.id, digest: found.revision.digest, at },
        conditions: conditions.map(condition => ({
          ...{ condition, setBy: caller.userEntityRef, reason },
          source: 'narrowed' as const,
        })),
      });
      await addHistory(tx, {
        ...{ kind: 'server', id: server.id, at, by: caller.userEntityRef },
        ...{ event: 'conditions-added', reason, details: { conditions } },
      });
      await touchServer(tx, server.id);
    });
    if (!isOwnerSide(caller, server)) {
      await this.#options.notifier.tell({
        to: server.facts.owner,
        except: caller.userEntityRef,
        title: `What ${server.display.title} may be used for was narrowed`,
        description: reason,
        link: `/catalog/${server.namespace}/api/${server.name}`,
        scope: `mcp-conditions:${server.id}`,
      });
    }
    return await presentConditions(database.knex, {
      ...{ caller, server, withLifts: true },
    });
  }

  /** @throws where the caller neither owns the server nor reviews. */
  async requireSide(caller: Caller, serverRef: string): Promise<Decidable> {
    const { database, policy, visibility } = this.#options;
    const { knex } = database;
    const server = await visibility.require(knex, caller, serverRef);
    const reviews =
      caller.isApprover &&
      (await policy.allowsServer(caller, mcpServerApprovePermission, server));
    if (!reviews) {
      if (!isOwnerSide(caller, server)) throw registryError('server.not-owner');
      await policy.require(caller, mcpServerSubmitPermission);
    }
    return await mustFindApproved(knex, server.id);
  }
}

/** The server with what is approved of it. */
export async function mustFindApproved(
  knex: Knex,
  serverId: string,
): Promise<Decidable> {
  const server = await findServerById(knex, serverId);
  const revision =
    server?.approvedDigest && (await findRevision(knex, server.approvedDigest));
  if (!server || !revision || server.life.retired || !server.current) {
    throw registryError('server.state');
  }
  return { server, revision };
}
