import type { Knex } from 'knex';
import type { RuntimeRow } from '../RuntimeStore';
import { isFailure } from './isFailure';

/** So many runtimes are looked at; more than replicas with the usual bounds have. */
const MAX_ROWS = 10_000;
const MAX_OWNERS = 1_000;
const COUNTED = [
  'started',
  'failed',
  'exited',
  'unresponsive',
  'unruly',
  'lost',
];

/** A replica that runs servers, as it says of itself. */
export interface ReplicaRow {
  readonly id: string;
  readonly heardAt: number;
  readonly host?: string;
  /** JSON. */
  readonly drivers?: string;
}

/** How a server did. */
export interface ServerCounts {
  readonly starts: number;
  readonly failures: number;
  readonly lastFailure?: {
    readonly at: number;
    readonly event: string;
    readonly why?: string;
  };
}

interface CountRow {
  server_id: string;
  event: string;
  is_silent: number | boolean;
  count: number | string;
  last_id: number;
}

/** Runtimes of all replicas together, as they stand in the database. */
export class FleetStore {
  static create(options: { database: Knex }): FleetStore {
    return new FleetStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** The latest first, where there are more than can be looked at. */
  async runtimes(): Promise<{ rows: RuntimeRow[]; isCut: boolean }> {
    const rows: RuntimeRow[] = await this.#database('runtimes')
      .orderBy('started_at', 'desc')
      .limit(MAX_ROWS + 1);
    return { rows: rows.slice(0, MAX_ROWS), isCut: rows.length > MAX_ROWS };
  }

  async find(runtimeId: string): Promise<RuntimeRow | undefined> {
    return await this.#database<RuntimeRow>('runtimes')
      .where({ runtime_id: runtimeId })
      .first();
  }

  async replicas(): Promise<ReplicaRow[]> {
    const rows = await this.#database('runtime_owners')
      .orderBy([{ column: 'heard_at', order: 'desc' }, 'id'])
      .limit(MAX_OWNERS);
    return rows.map(row => ({
      id: row.id,
      heardAt: Number(row.heard_at),
      ...(row.host !== null && { host: row.host }),
      ...(row.drivers !== null && { drivers: row.drivers }),
    }));
  }

  /** How often the runtimes of each server have started and failed since, and how they failed last. */
  async countsSince(since: number): Promise<Map<string, ServerCounts>> {
    const rows: CountRow[] = await this.#database('runtime_events')
      .where('at', '>=', since)
      .whereIn('event', COUNTED)
      .groupBy('server_id', 'event', 'is_silent')
      .select(
        'server_id',
        'event',
        this.#database.raw(
          'case when why is null then 1 else 0 end as is_silent',
        ),
        this.#database.raw('count(*) as count'),
        this.#database.raw('max(id) as last_id'),
      );
    const lastIds = new Map<string, number>();
    const counts = new Map<string, ServerCounts>();
    for (const row of rows) {
      const { server_id: id, event } = row;
      const known = counts.get(id) ?? { starts: 0, failures: 0 };
      const count = Number(row.count);
      const failed = isFailure({ event, isSilent: Boolean(row.is_silent) });
      counts.set(id, {
        starts: known.starts + (event === 'started' ? count : 0),
        failures: known.failures + (failed ? count : 0),
      });
      if (failed) {
        lastIds.set(id, Math.max(lastIds.get(id) ?? 0, Number(row.last_id)));
      }
    }
    for (const failure of await this.#events([...lastIds.values()])) {
      const { server_id: id, at, event, why } = failure;
      counts.set(id, {
        ...(counts.get(id) ?? { starts: 0, failures: 0 }),
        lastFailure: { at: Number(at), event, ...(why !== null && { why }) },
      });
    }
    return counts;
  }

  async #events(ids: number[]) {
    const rows: {
      server_id: string;
      at: number | string;
      event: string;
      why: string | null;
    }[] = await this.#database('runtime_events')
      .whereIn('id', ids)
      .select('server_id', 'at', 'event', 'why');
    return rows;
  }
}
