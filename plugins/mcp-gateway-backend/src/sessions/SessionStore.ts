import type { Knex } from 'knex';

const USES = 'session_uses';
const ENDS = 'session_ends';
const HEAD = 'session_ends_head';
const CHUNK = 400;

/** A session that has ended. */
export interface EndedSession {
  hash: string;
  sequence: number;
  endedAt: number;
}

/** What replicas must tell each other of sessions: when each was last used, and which have ended. By hash only. */
export class SessionStore {
  static create(options: { database: Knex }): SessionStore {
    return new SessionStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** When a session was last used, as far as it was written; milliseconds since the epoch. */
  async usedAt(hash: string): Promise<number | undefined> {
    const row = await this.#database(USES)
      .where({ hash })
      .first<{ used_at: number | string } | undefined>('used_at');
    return row && Number(row.used_at);
  }

  async markUsed(uses: ReadonlyMap<string, number>): Promise<void> {
    // One order for all replicas, so that no two wait for each other's rows.
    const rows = [...uses]
      .map(([hash, usedAt]) => ({ hash, used_at: usedAt }))
      .sort((one, other) => (one.hash < other.hash ? -1 : 1));
    for (let start = 0; start < rows.length; start += CHUNK) {
      await this.#database(USES)
        .insert(rows.slice(start, start + CHUNK))
        .onConflict('hash')
        .merge();
    }
  }

  async hasEnded(hash: string): Promise<boolean> {
    const row = await this.#database(ENDS).where({ hash }).first('hash');
    return row !== undefined;
  }

  /** Writes down what has ended. Ended twice is ended once. */
  async end(ended: ReadonlyMap<string, number>): Promise<void> {
    await this.#database.transaction(async tx => {
      // Locks the row until the commit: whoever has read number n has seen every end before it.
      await tx(HEAD).where({ id: 1 }).increment('head', ended.size);
      const { head } = await tx(HEAD).where({ id: 1 }).first();
      const first = Number(head) - ended.size + 1;
      const rows = [...ended].map(([hash, endedAt], index) => ({
        hash,
        sequence: first + index,
        ended_at: endedAt,
      }));
      for (let start = 0; start < rows.length; start += CHUNK) {
        await tx(ENDS)
          .insert(rows.slice(start, start + CHUNK))
          .onConflict('hash')
          .ignore();
      }
    });
  }

  /** Ends after a number, in their order, at most so many. */
  async endedAfter(
    sequence: number,
    options: { since: number; limit: number },
  ): Promise<EndedSession[]> {
    const rows = await this.#database(ENDS)
      .where('sequence', '>', sequence)
      .andWhere('ended_at', '>', options.since)
      .orderBy('sequence')
      .limit(options.limit)
      .select<{ hash: string; sequence: number; ended_at: number }[]>();
    return rows.map(row => ({
      hash: row.hash,
      sequence: Number(row.sequence),
      endedAt: Number(row.ended_at),
    }));
  }

  /** Forgets what was last used, or has ended, before a moment. */
  async deleteOlderThan(moment: number): Promise<void> {
    await this.#database(USES).where('used_at', '<=', moment).delete();
    await this.#database(ENDS).where('ended_at', '<=', moment).delete();
  }
}
