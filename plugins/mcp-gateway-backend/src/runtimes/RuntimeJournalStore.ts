import type { Knex } from 'knex';
import { isFailure } from './fleet/isFailure';
import type { RuntimeEvent, RuntimeState } from './runtimeMachine';

const BATCH = 100;
/** Of each server. */
const MAX_LINES = 2_000;
const DAY_MS = 24 * 60 * 60_000;
const KEEP_EVENTS_MS = 30 * DAY_MS;
const KEEP_REST_MS = 7 * DAY_MS;

/** Whose runtime something is about. */
export interface JournalSubject {
  readonly serverId: string;
  readonly runtimeId: string;
}

/** What happened to a runtime. `probed`: it was the trial run of a candidate; `lost`: its replica has died. */
export interface RuntimeEventEntry extends JournalSubject {
  readonly at: number;
  readonly person?: string;
  /** After it. */
  readonly state: RuntimeState;
  readonly event: RuntimeEvent | 'wanted' | 'probed' | 'lost';
  readonly why?: string;
}

/** A line that a runtime wrote. */
export interface RuntimeLine extends JournalSubject {
  readonly at: number;
  readonly text: string;
}

/** Where a runtime wanted to connect to, as often as it did at about that time. */
export interface RuntimeEgress extends JournalSubject {
  readonly at: number;
  readonly host: string;
  readonly port: number;
  readonly allowed: boolean;
  readonly why?: string;
  readonly count: number;
}

/** A destination of a server's runtimes, and how often they wanted to connect to it. */
export interface RuntimeDestination {
  readonly host: string;
  readonly port: number;
  readonly allowed: boolean;
  readonly why?: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What has been written down of runtimes. */
export class RuntimeJournalStore {
  static create(options: { database: Knex }): RuntimeJournalStore {
    return new RuntimeJournalStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async addEvents(entries: readonly RuntimeEventEntry[]): Promise<void> {
    await this.#insert(
      'runtime_events',
      entries.map(({ serverId, runtimeId, ...entry }) => ({
        ...entry,
        server_id: serverId,
        runtime_id: runtimeId,
      })),
    );
  }

  async addLines(lines: readonly RuntimeLine[]): Promise<void> {
    await this.#insert(
      'runtime_lines',
      lines.map(({ serverId, runtimeId, ...line }) => ({
        ...line,
        server_id: serverId,
        runtime_id: runtimeId,
      })),
    );
  }

  async addEgress(items: readonly RuntimeEgress[]): Promise<void> {
    await this.#insert(
      'runtime_egress',
      items.map(({ serverId, runtimeId, ...item }) => ({
        ...item,
        server_id: serverId,
        runtime_id: runtimeId,
      })),
    );
  }

  /** The latest first. */
  async events(
    serverId: string,
    limit: number,
  ): Promise<(RuntimeEventEntry & { id: number })[]> {
    const rows = await this.#latest('runtime_events', serverId, limit);
    return rows.map(({ server_id, runtime_id: runtimeId, ...row }) => ({
      ...row,
      at: Number(row.at),
      ...{ serverId, runtimeId },
      person: row.person ?? undefined,
      why: row.why ?? undefined,
    }));
  }

  /** The latest that fit, in the order in which they were written. */
  async lines(
    serverId: string,
    limit: number,
    filter: { search?: string; runtimeId?: string } = {},
  ): Promise<(RuntimeLine & { id: number })[]> {
    const { search, runtimeId: only } = filter;
    const query = this.#latest('runtime_lines', serverId, limit);
    if (only !== undefined) query.where({ runtime_id: only });
    // What means something in a pattern is looked for as it is.
    if (search !== undefined && search !== '') {
      query.whereRaw("lower(text) like ? escape '!'", [
        `%${search.toLocaleLowerCase('en-US').replace(/[!%_]/g, '!$&')}%`,
      ]);
    }
    const rows = await query;
    return rows
      .map(({ id, at, runtime_id: runtimeId, text }) => ({
        ...{ id, serverId, runtimeId, text },
        at: Number(at),
      }))
      .reverse();
  }

  /** The latest first. */
  async egress(serverId: string, limit: number): Promise<RuntimeEgress[]> {
    const rows = await this.#latest('runtime_egress', serverId, limit);
    return rows.map(({ id: _, server_id, runtime_id: runtimeId, ...row }) => ({
      ...row,
      at: Number(row.at),
      allowed: Boolean(row.allowed),
      why: row.why ?? undefined,
      ...{ serverId, runtimeId },
    }));
  }

  /** Each destination with each decision once, the latest first. */
  async destinations(
    serverId: string,
    limit: number,
  ): Promise<RuntimeDestination[]> {
    const rows = await this.#database('runtime_egress')
      .where({ server_id: serverId })
      .groupBy('host', 'port', 'allowed', 'why')
      .orderBy('last_at', 'desc')
      .limit(limit)
      .select(
        ...['host', 'port', 'allowed', 'why'],
        this.#database.raw('sum(count) as times'),
        this.#database.raw('min(at) as first_at'),
        this.#database.raw('max(at) as last_at'),
      );
    return rows.map(({ host, port, allowed, why, times, ...row }) => ({
      ...{ host, port },
      allowed: Boolean(allowed),
      ...(why !== null && { why }),
      count: Number(times),
      firstAt: Number(row.first_at),
      lastAt: Number(row.last_at),
    }));
  }

  /** How often runtimes of a server have started and failed since. */
  async countsSince(
    serverId: string,
    since: number,
  ): Promise<{ starts: number; failures: number }> {
    const rows: { event: string; state: string; why: string | null }[] =
      await this.#database('runtime_events')
        .where({ server_id: serverId })
        .where('at', '>=', since)
        .select('event', 'state', 'why');
    return {
      starts: rows.filter(({ event }) => event === 'started').length,
      failures: rows.filter(({ event, why }) =>
        isFailure({ event, isSilent: why === null }),
      ).length,
    };
  }

  /** Forgets what is old, and of each server's lines all but the latest. */
  async cleanUp(now: number): Promise<void> {
    const before = (table: string, ms: number) =>
      this.#database(table)
        .where('at', '<', now - ms)
        .delete();
    await before('runtime_events', KEEP_EVENTS_MS);
    await before('runtime_lines', KEEP_REST_MS);
    await before('runtime_egress', KEEP_REST_MS);
    for (const table of ['runtime_lines', 'runtime_egress', 'runtime_events']) {
      const servers: { server_id: string }[] = await this.#database(table)
        .select('server_id')
        .groupBy('server_id')
        .havingRaw('count(*) > ?', [MAX_LINES]);
      for (const { server_id: serverId } of servers) {
        const oldest: { id: number } | undefined = await this.#database(table)
          .where({ server_id: serverId })
          .orderBy('id', 'desc')
          .offset(MAX_LINES - 1)
          .select('id')
          .first();
        await this.#database(table)
          .where({ server_id: serverId })
          .where('id', '<', oldest?.id ?? 0)
          .delete();
      }
    }
  }

  #latest(table: string, serverId: string, limit: number) {
    return this.#database(table)
      .where({ server_id: serverId })
      .orderBy('id', 'desc')
      .limit(limit);
  }

  async #insert(table: string, rows: object[]): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) {
      await this.#database(table).insert(rows.slice(at, at + BATCH));
    }
  }
}
