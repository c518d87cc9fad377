import { createHash } from 'crypto';
import type { Knex } from 'knex';
import type { Settlement } from './types';

/** Rows of one statement: SQLite takes only so many variables. */
const CHUNK = 100;
/** A replica that was not heard of for so long is gone. */
const REPLICA_GONE_MS = 5_000;

/** A lease's settlement, by the lease's key. */
export interface Asked {
  readonly key: string;
  readonly settlement: Settlement;
}

interface CounterRow {
  key: string;
  taken: number;
  previous: number;
}

/** The counters that all replicas share, in the database. */
export class LimitCounters {
  static create(options: { database: Knex }): LimitCounters {
    return new LimitCounters(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Settles each, and tells how much it got of what it wants, in the same order. */
  async settle(asked: readonly Asked[]): Promise<number[]> {
    const byRow = new Map(asked.map(item => [rowKey(item), item.settlement]));
    // One order for all replicas: rows are locked in it, so that no two wait for each other.
    const sorted = [...byRow].sort(([a], [b]) => (a < b ? -1 : 1));
    const granted = new Map<string, number>();
    for (let start = 0; start < sorted.length; start += CHUNK) {
      const chunk = sorted.slice(start, start + CHUNK);
      for (const { key, taken, previous } of await this.#take(chunk)) {
        const { owed, back } = byRow.get(key) ?? { owed: 0, back: 0 };
        granted.set(key, Math.max(0, taken - previous - owed + back));
      }
    }
    return asked.map(item => granted.get(rowKey(item)) ?? 0);
  }

  /** Says that this replica is there; returns how many are. */
  async countReplicas(id: string, now: number): Promise<number> {
    await this.#database('limit_replicas')
      .insert({ id, seen_at: now })
      .onConflict('id')
      .merge();
    const row = await this.#database('limit_replicas')
      .where('seen_at', '>', now - REPLICA_GONE_MS)
      .count({ count: '*' })
      .first();
    return Math.max(1, Number(row?.count ?? 1));
  }

  /** A replica that stops leaves the others their part at once. */
  async leave(id: string): Promise<void> {
    await this.#database('limit_replicas').where({ id }).delete();
  }

  /** Forgets windows that are over, and replicas that are gone. */
  async cleanUp(before: number): Promise<void> {
    await this.#database('limit_counters')
      .where('ends_at', '<', before)
      .delete();
    await this.#database('limit_replicas')
      .where('seen_at', '<', before)
      .delete();
  }

  /**
   * One statement for all: what was spent is counted even where it exceeds the limit, what is wanted only as far as
   * there is room. `previous` keeps what was there before, so that the answer tells how much it got.
   */
  async #take(chunk: [string, Settlement][]): Promise<CounterRow[]> {
    const values = chunk.flatMap(([key, { cap, owed, back, want, endsAt }]) => {
      const spent = owed - back;
      const taken = Math.max(0, spent, Math.min(spent + want, cap));
      return [key, cap, taken, 0, spent, want, endsAt];
    });
    const spent = 'c.taken + excluded.owed';
    const result = await this.#database.raw(
      `INSERT INTO limit_counters AS c (key, cap, taken, previous, owed, want, ends_at)
       VALUES ${chunk.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (key) DO UPDATE SET
         previous = c.taken,
         owed = excluded.owed,
         want = excluded.want,
         taken = CASE
           WHEN ${spent} + excluded.want <= c.cap THEN ${spent} + excluded.want
           WHEN ${spent} < c.cap THEN c.cap
           WHEN ${spent} < 0 THEN 0
           ELSE ${spent}
         END
       RETURNING key, taken, previous`,
      values,
    );
    return Array.isArray(result) ? result : result.rows;
  }
}

/** A window is a row of its own, so that what belongs to another window never counts here. */
function rowKey({ key, settlement }: Asked): string {
  return createHash('sha256')
    .update(`${settlement.window} ${key}`)
    .digest('hex');
}
