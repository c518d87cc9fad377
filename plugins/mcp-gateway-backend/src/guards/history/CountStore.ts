import type { Knex } from 'knex';

const TABLE = 'guard_counts';

/** A call that is to be counted. */
export interface CountAsked {
  /** Of the rule, whom it counts and the window. */
  key: string;
  /** So many there may be. */
  max: number;
  endsAt: number;
}

/** Counts that all replicas share. A row is a window; of two who come at once the database lets one go first. */
export class CountStore {
  static create(options: { database: Knex }): CountStore {
    return new CountStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Counts a call everywhere, or nowhere where one of the counts is used up.
   *
   * @returns by key, how many there were before it
   */
  async take(asked: readonly CountAsked[]): Promise<Map<string, number>> {
    // One order for all replicas, so that no two wait for each other.
    const sorted = [...asked].sort((a, b) => (a.key < b.key ? -1 : 1));
    const before = new Map<string, number>();
    const tx = await this.#knex.transaction();
    try {
      let isFull = false;
      for (const each of sorted) {
        const taken = await take(tx, each);
        before.set(each.key, taken === undefined ? each.max : taken - 1);
        isFull ||= taken === undefined;
      }
      await (isFull ? tx.rollback() : tx.commit());
    } catch (error) {
      if (!tx.isCompleted()) await tx.rollback();
      throw error;
    }
    return before;
  }

  async deleteEnded(now: number): Promise<void> {
    await this.#knex(TABLE).where('ends_at', '<=', now).delete();
  }
}

/** One statement: nobody can come between the look and the count. `undefined`: there is no room. */
async function take(
  tx: Knex,
  { key, max, endsAt }: CountAsked,
): Promise<number | undefined> {
  const result = await tx.raw(
    `INSERT INTO ${TABLE} AS c (key, taken, ends_at) VALUES (?, 1, ?)
     ON CONFLICT (key) DO UPDATE SET taken = c.taken + 1 WHERE c.taken < ?
     RETURNING taken`,
    [key, endsAt, max],
  );
  const [row]: { taken: number }[] = Array.isArray(result)
    ? result
    : result.rows;
  return row && Number(row.taken);
}
