import {
  type CallLimits,
  callLimitsSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  findLimitProblem,
  mcpServerAdministerPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isOwnerSide } from '../approvals/approvers';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { findLimits, type LimitRecord, saveLimits } from './LimitStore';

type ServerLimits = RegistrySchemas['ServerLimits'];

/** Shows and sets the limits on calls of a server. Who runs it sets them. */
export class LimitService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
  }): LimitService {
    return new LimitService(options);
  }

  readonly #options: Parameters<typeof LimitService.create>[0];

  private constructor(options: Parameters<typeof LimitService.create>[0]) {
    this.#options = options;
  }

  async get(caller: Caller, serverRef: string): Promise<ServerLimits> {
    const { database, visibility } = this.#options;
    const { knex } = database;
    const server = await visibility.require(knex, caller, serverRef);
    return await this.#present(caller, server);
  }

  /** Without rules and weights the server goes back to the gateway's default. */
  async set(
    caller: Caller,
    options: { serverRef: string; limits: unknown },
  ): Promise<ServerLimits> {
    const { database, visibility, clock } = this.#options;
    const { serverRef } = options;
    const server = await visibility.require(database.knex, caller, serverRef);
    await this.#requireMayChange(caller, server);
    const problem = findLimitProblem(
      options.limits,
      await this.#toolsOf(server),
    );
    if (problem) {
      throw registryError(
        problem.code,
        problem.rule === undefined ? undefined : `Limit ${problem.rule + 1}.`,
      );
    }
    const read = callLimitsSchema.parse(options.limits);
    const limits = isNothing(read) ? undefined : read;
    const at = clock.now().toISOString();
    const by = caller.userEntityRef;
    await database.change(async tx => {
      const before = await findLimits(tx, server.id);
      await saveLimits(tx, { serverId: server.id, limits, by, at });
      await addHistory(tx, {
        kind: 'server',
        id: server.id,
        at,
        by,
        event: 'limits-changed',
        details: { before: before?.limits ?? null, after: limits ?? null },
      });
      await touchServer(tx, server.id);
    });
    return await this.#present(caller, server);
  }

  async #present(caller: Caller, server: ServerRecord): Promise<ServerLimits> {
    const record = await findLimits(this.#options.database.knex, server.id);
    const mayChange =
      !caller.actor && (await this.#mayChange(caller, server)) === undefined;
    return {
      mayChange,
      ...(record && shown(record, concerns(caller, server))),
    };
  }

  async #requireMayChange(caller: Caller, server: ServerRecord): Promise<void> {
    // Whoever may loosen a limit sits at the portal.
    if (caller.actor) throw registryError('decision.portal-only');
    const refusal = await this.#mayChange(caller, server);
    if (refusal) throw registryError(refusal);
  }

  async #mayChange(caller: Caller, server: ServerRecord) {
    if (isOwnerSide(caller, server)) return undefined;
    if (!caller.isApprover) return 'server.not-owner' as const;
    const isAllowed = await this.#options.policy.allowsServer(
      caller,
      mcpServerAdministerPermission,
      server,
    );
    return isAllowed ? undefined : ('permission.denied' as const);
  }

  async #toolsOf(server: ServerRecord): Promise<string[] | undefined> {
    if (!server.approvedDigest) return undefined;
    const { knex } = this.#options.database;
    const approved = await findRevision(knex, server.approvedDigest);
    return approved?.toolSurface.known
      ? approved.toolSurface.tools.map(({ name }) => name)
      : undefined;
  }
}

function isNothing({ rules, weights }: CallLimits): boolean {
  return rules.length === 0 && !weights;
}

/** Others see what holds for all that they do; the names of tools may not be for them. */
function shown(
  { limits, setBy, setAt }: LimitRecord,
  concerned: boolean,
): Partial<ServerLimits> {
  if (concerned) return { limits, setBy, setAt };
  const rules = limits.rules.filter(
    rule => !('tool' in rule) || rule.tool === undefined,
  );
  return { limits: { ...limits, rules } };
}
