import type { Knex } from 'knex';

const TABLE = 'guard_reads';

/** That somebody read what a rule looks for. */
export interface ReadMark {
  /** Of rule and person. */
  key: string;
  userRef: string;
  ruleId: string;
  serverRef: string;
  /** How long it counts, milliseconds. */
  lastsMs: number;
}

/** When people last read what rules look for: one row for each rule and person, shared by all replicas. */
export class ReadStore {
  static create(options: { database: Knex }): ReadStore {
    return new ReadStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Writes down reads; of two of a kind the later one counts, whichever comes first. */
  async mark(marks: readonly (ReadMark & { at: number })[]): Promise<void> {
    if (marks.length === 0) return;
    // One order for all replicas, so that no two wait for each other.
    const sorted = [...marks].sort((a, b) => (a.key < b.key ? -1 : 1));
    await this.#knex.raw(
      `INSERT INTO ${TABLE} AS r (key, user_ref, rule_id, server_ref, read_at, expires_at)
       VALUES ${sorted.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (key) DO UPDATE SET
         server_ref = excluded.server_ref,
         read_at = excluded.read_at,
         expires_at = excluded.expires_at
       WHERE excluded.read_at >= r.read_at`,
      sorted.flatMap(({ key, userRef, ruleId, serverRef, at, lastsMs }) => [
        ...[key, userRef, ruleId, serverRef],
        ...[at, at + lastsMs],
      ]),
    );
  }

  /** The last reads, by key. */
  async latest(
    keys: readonly string[],
  ): Promise<Map<string, { at: number; serverRef: string }>> {
    const rows = await this.#knex(TABLE)
      .whereIn('key', keys)
      .select('key', 'read_at', 'server_ref');
    return new Map(
      rows.map(row => [
        row.key,
        { at: Number(row.read_at), serverRef: row.server_ref },
      ]),
    );
  }

  async deleteOld(now: number): Promise<void> {
    await this.#knex(TABLE).where('expires_at', '<=', now).delete();
  }
}
