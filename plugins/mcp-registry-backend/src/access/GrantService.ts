import {
  grantStateAt,
  mcpAccessRevokePermission,
  nextGrantState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { isOwnerSide } from '../approvals/approvers';
import { refusedForCaller } from '../approvals/conditions/refusedForCaller';
import type { EndOfLifePresenter } from '../lifecycle/EndOfLifePresenter';
import { afterKey } from '../database/afterKey';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { standingStops } from '../stops/standingStops';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import { findServerById, findServersById } from '../servers/ServerStore';
import { findRequest } from './AccessRequestStore';
import type { GrantExtensions, GrantLinks } from './GrantExtensions';
import {
  dueGrants,
  endGrant,
  findGrant,
  type GrantRecord,
  type GrantRow,
  toGrantRecord,
} from './GrantStore';
import { toRequestResource } from './toRequestResource';

const EXPIRE_AT_ONCE = 500;

/** What a caller may filter a list of grants by. */
export interface GrantFilter {
  role?: 'mine' | 'server';
  serverRef?: string;
  state?: RegistrySchemas['GrantState'];
  limit?: number;
  cursor?: string;
}

/** Shows grants and ends them. */
export class GrantService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    endsOfLife: EndOfLifePresenter;
    extensions: GrantExtensions;
  }): GrantService {
    return new GrantService(options);
  }

  readonly #options: Parameters<typeof GrantService.create>[0];

  private constructor(options: Parameters<typeof GrantService.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: Caller,
    filter: GrantFilter,
  ): Promise<RegistrySchemas['GrantPage']> {
    const { database, clock } = this.#options;
    const limit = filter.limit ?? 50;
    const query = database
      .knex('grants')
      .join('servers', 'servers.id', 'grants.server_id');
    if ((filter.role ?? 'mine') === 'mine') {
      query.whereIn('grants.subject', caller.ownershipEntityRefs);
    } else if (!caller.isApprover) {
      query.whereIn('servers.owner', caller.ownershipEntityRefs);
    }
    if (filter.serverRef !== undefined) {
      query.where({
        'servers.server_ref': filter.serverRef.toLocaleLowerCase('en-US'),
      });
    }
    if (filter.state !== undefined) {
      whereState(query, filter.state, clock.now());
    }
    afterKey(query, {
      column: 'grants.created_at',
      id: 'grants.id',
      order: 'desc',
      key: decodeCursor(filter.cursor),
    });
    const rows: GrantRow[] = await query.limit(limit + 1).select('grants.*');
    const page = cutPage(rows, {
      limit,
      keyOf: row => [row.created_at, row.id],
    });
    const grants = page.items.map(toGrantRecord);
    const servers = await findServersById(
      database.knex,
      grants.map(grant => grant.serverId),
    );
    const endOfLifeOf = await this.#options.endsOfLife.of(caller, [
      ...servers.values(),
    ]);
    const links = await this.#options.extensions.linksOf(grants);
    const isMine = filter.role !== 'server';
    const refused = await refusedForCaller(database.knex, {
      ...{ caller, now: clock.now() },
      serverIds: isMine ? [...servers.keys()] : [],
    });
    const standing = await standingStops(database.knex, {
      ...(isMine && { caller }),
      ...{ servers: [...servers.values()], now: clock.now() },
    });
    return {
      items: grants.flatMap(grant => {
        const server = servers.get(grant.serverId);
        if (!server) return [];
        const endOfLife = endOfLifeOf(server);
        const shown = this.#show(caller, { grant, server, links });
        const stop =
          shown.state === 'active'
            ? standing.stopOf(server) ?? standing.stopOfGrant(grant)
            : undefined;
        return [
          {
            ...shown,
            ...(endOfLife && { endOfLife }),
            ...(stop && { stop }),
            conditionsRefuse:
              shown.state === 'active' ? refused.get(server.id) : undefined,
          },
        ];
      }),
      nextCursor: page.nextCursor,
    };
  }

  async revoke(
    caller: Caller,
    options: { id: string; reason: string },
  ): Promise<RegistrySchemas['Grant']> {
    const { id, reason } = options;
    const { database, clock, policy, notifier } = this.#options;
    const { grant, server, request } = await this.#mustFind(database.knex, id);
    if (!mayEnd(caller, grant, server)) {
      throw registryError(
        belongsTo(caller, grant.subject)
          ? 'server.not-owner'
          : 'grant.not-found',
      );
    }
    if (grant.subject !== caller.userEntityRef) {
      await policy.requireRequest(
        caller,
        mcpAccessRevokePermission,
        toRequestResource(request, server),
      );
    }
    const next = nextGrantState(grantStateAt(grant, clock.now()), 'revoke');
    if (!next.ok) {
      throw registryError('grant.ended', next.reason);
    }
    const revoked = await database.change(async tx => {
      const at = clock.now().toISOString();
      const sequence = await touchServer(tx, server.id);
      const written = await endGrant(tx, {
        id,
        columns: {
          state: next.state,
          revoked_at: at,
          revoked_by: caller.userEntityRef,
          revoke_reason: reason,
          revoked_sequence: sequence,
        },
      });
      if (!written) {
        throw registryError('grant.ended');
      }
      await addHistory(tx, {
        kind: 'request',
        id: grant.requestId,
        at,
        by: caller.userEntityRef,
        actor: caller.actor,
        event: 'revoked',
        reason,
        details: { grantId: id },
      });
      return await this.#mustFind(tx, id);
    });
    await notifier.grantEnded({
      subject: grant.subject,
      server,
      grantId: id,
      how: 'revoked',
      reason,
      by: caller.userEntityRef,
    });
    const links = await this.#options.extensions.linksOf([revoked.grant]);
    return this.#show(caller, { grant: revoked.grant, server, links });
  }

  /** Writes down which grants have run out. Gateways and readers go by the time itself and do not wait for this. */
  async expireDue(): Promise<number> {
    const { database, clock, notifier } = this.#options;
    const now = clock.now();
    const due = await dueGrants(database.knex, { now, limit: EXPIRE_AT_ONCE });
    const expired: GrantRecord[] = [];
    if (due.length > 0) {
      await database.change(async tx => {
        for (const grant of due) {
          const next = nextGrantState(grant.state, 'expire');
          const written =
            next.ok &&
            (await endGrant(tx, {
              id: grant.id,
              columns: { state: next.state },
            }));
          if (written) {
            expired.push(grant);
            await addHistory(tx, {
              kind: 'request',
              id: grant.requestId,
              at: now.toISOString(),
              by: REGISTRY_ITSELF,
              event: 'expired',
              details: { grantId: grant.id },
            });
          }
        }
        for (const serverId of new Set(expired.map(grant => grant.serverId))) {
          await touchServer(tx, serverId);
        }
      });
    }
    const servers = await findServersById(
      database.knex,
      expired.map(grant => grant.serverId),
    );
    for (const { id, subject, serverId } of expired) {
      const server = servers.get(serverId);
      if (server) {
        await notifier.grantEnded({
          subject,
          server,
          grantId: id,
          how: 'expired',
        });
      }
    }
    return expired.length;
  }

  #show(
    caller: Caller,
    options: { grant: GrantRecord; server: ServerRecord; links: GrantLinks },
  ): RegistrySchemas['Grant'] {
    const { grant, server } = options;
    const state = grantStateAt(grant, this.#options.clock.now());
    return {
      id: grant.id,
      serverId: grant.serverId,
      serverRef: server.serverRef,
      serverTitle: server.display.title,
      subject: grant.subject,
      tools: grant.tools,
      state,
      purpose: grant.purpose,
      createdAt: grant.createdAt,
      expiresAt: grant.expiresAt,
      grantedBy: grant.grantedBy,
      requestId: grant.requestId,
      revokedAt: grant.revokedAt,
      revokedBy: grant.revokedBy,
      revokeReason: grant.revokeReason,
      revokedSequence: grant.revokedSequence,
      kind: grant.kind,
      reviewedAt: grant.reviewedAt,
      canRevoke:
        (state === 'active' || state === 'suspended') &&
        mayEnd(caller, grant, server),
      extension: this.#options.extensions.offer(caller, options),
    };
  }

  async #mustFind(knex: Knex, id: string) {
    const grant = await findGrant(knex, id);
    const server = grant && (await findServerById(knex, grant.serverId));
    const request = grant && (await findRequest(knex, grant.requestId));
    if (!grant || !server || !request) {
      throw registryError('grant.not-found');
    }
    return { grant, server, request };
  }
}

/** The holder, or who asked for a group; the owner's side; the review team. */
function mayEnd(
  caller: Caller,
  grant: GrantRecord,
  server: ServerRecord,
): boolean {
  return (
    grant.subject === caller.userEntityRef ||
    grant.requestedBy === caller.userEntityRef ||
    isOwnerSide(caller, server) ||
    caller.isApprover
  );
}

function whereState(
  query: Knex.QueryBuilder,
  state: RegistrySchemas['GrantState'],
  now: Date,
): void {
  const at = now.toISOString();
  switch (state) {
    case 'active':
    case 'suspended':
      query
        .where({ 'grants.state': state })
        .where('grants.expires_at', '>', at);
      break;
    case 'expired':
      query.where(ended =>
        ended
          .where({ 'grants.state': 'expired' })
          .orWhere(due =>
            due
              .whereIn('grants.state', ['active', 'suspended'])
              .where('grants.expires_at', '<=', at),
          ),
      );
      break;
    default:
      query.where({ 'grants.state': state });
  }
}
