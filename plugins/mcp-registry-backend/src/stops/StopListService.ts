import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { afterKey } from '../database/afterKey';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { HiddenTools } from '../hiding/HiddenTools';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServersById } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { hitsServer } from './serversHit';
import type { StopPresenter } from './StopPresenter';
import {
  type StopRecord,
  type StopRow,
  toStopRecord,
  whereInForce,
} from './StopStore';
import type { StopTargets } from './StopTargets';

const ORIGINS = ['package', 'publisher', 'host'];

/** What a caller may filter a list of stops by. */
export interface StopFilter {
  serverRef?: string;
  state?: 'open' | 'past';
  limit?: number;
  cursor?: string;
}

/** Lists stops: all for those who may stop everything, their servers' for owners, and of one server for whoever sees it. */
export class StopListService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    visibility: ServerVisibility;
    hiddenTools: HiddenTools;
    targets: StopTargets;
    presenter: StopPresenter;
  }): StopListService {
    return new StopListService(options);
  }

  readonly #options: Parameters<typeof StopListService.create>[0];

  private constructor(options: Parameters<typeof StopListService.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: Caller,
    filter: StopFilter,
  ): Promise<RegistrySchemas['StopPage']> {
    const { database, targets } = this.#options;
    const { knex } = database;
    const mayStopAll =
      (await targets.authority(caller, undefined)) !== undefined;
    if (filter.serverRef !== undefined) {
      const stops = await this.#ofServer(caller, filter.serverRef);
      return { items: stops, mayStopAll };
    }
    const limit = filter.limit ?? 50;
    const query = knex('stops');
    if (!mayStopAll) {
      query.whereIn(
        'server_id',
        knex('servers')
          .whereIn('owner', caller.ownershipEntityRefs)
          .select('id'),
      );
    }
    if (filter.state)
      whereState(query, filter.state, this.#options.clock.now());
    afterKey(query, {
      ...{ column: 'created_at', id: 'id', order: 'desc' },
      key: decodeCursor(filter.cursor),
    });
    const rows: StopRow[] = await query.limit(limit + 1);
    const page = cutPage(rows, {
      limit,
      keyOf: row => [row.created_at, row.id],
    });
    return {
      items: await this.#show(caller, page.items.map(toStopRecord)),
      nextCursor: page.nextCursor,
      mayStopAll,
    };
  }

  /** What is in force, and what of it the caller may know. */
  async #ofServer(
    caller: Caller,
    serverRef: string,
  ): Promise<RegistrySchemas['Stop'][]> {
    const { database, clock, visibility, hiddenTools } = this.#options;
    const { knex } = database;
    const server = await visibility.require(knex, caller, serverRef);
    const query = knex('stops')
      .where(some =>
        some.where({ server_id: server.id }).orWhereIn('kind', ORIGINS),
      )
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
    whereInForce(query, clock.now());
    const rows: StopRow[] = await query;
    const approved = server.approvedDigest
      ? await findRevision(knex, server.approvedDigest)
      : undefined;
    const hidden = (await hiddenTools.from(caller, [server]))(server);
    const isConcerned = concerns(caller, server);
    const hits = rows.map(toStopRecord).filter(stop => {
      switch (stop.kind) {
        case 'tool':
          return !hidden.has(stop.subject);
        case 'grant':
        case 'connection':
          return isConcerned;
        case 'revision':
          return isConcerned || stop.subject === server.approvedDigest;
        default:
          return hitsServer(stop, server, approved);
      }
    });
    return await this.#show(caller, hits);
  }

  async #show(
    caller: Caller,
    stops: StopRecord[],
  ): Promise<RegistrySchemas['Stop'][]> {
    const { database, targets, presenter } = this.#options;
    const servers = await findServersById(
      database.knex,
      stops.flatMap(({ serverId }) => serverId ?? []),
    );
    const shown: RegistrySchemas['Stop'][] = [];
    const known = new Map<
      string | undefined,
      Promise<StopRecord['authority'] | undefined>
    >();
    const authorityOver = (server: ServerRecord | undefined) => {
      let authority = known.get(server?.id);
      if (!authority) {
        authority = targets.authority(caller, server);
        known.set(server?.id, authority);
      }
      return authority;
    };
    for (const stop of stops) {
      const server =
        stop.serverId === undefined ? undefined : servers.get(stop.serverId);
      const authority = await authorityOver(server);
      shown.push(presenter.show(caller, stop, { server, authority }));
    }
    return shown;
  }
}

function whereState(
  query: Knex.QueryBuilder,
  state: 'open' | 'past',
  now: Date,
): void {
  const at = now.toISOString();
  if (state === 'open') {
    query
      .whereIn('state', ['active', 'proposed'])
      .where(open => open.whereNull('ends_at').orWhere('ends_at', '>', at));
  } else {
    query.where(past =>
      past
        .whereNotIn('state', ['active', 'proposed'])
        .orWhere('ends_at', '<=', at),
    );
  }
}
