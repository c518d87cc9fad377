import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

const TABLE = 'bridged_sessions';
/** So long another replica may go on with what was asked before. */
const FRESH_MS = 1_000;
const MAX_KNOWN = 10_000;
/** No session lasts longer than 30 days. */
const KEPT_MS = 31 * 24 * 60 * 60_000;

// Only a gateway can have written it, but perhaps one of another version.
const wishesSchema = z.object({
  logLevel: z.string().optional(),
  resources: z.array(z.string()).optional(),
});

/** What a session of a client asked its server to remember, which a server of the stateless era does not. */
export type Wishes = z.infer<typeof wishesSchema>;

interface WishRow {
  id: string;
  wishes: string;
  changed_at: number;
}

/** Keeps the wishes of bridged sessions for all replicas. Most sessions have none, and leave nothing behind. */
export class SessionWishes {
  static create(options: { database: Knex }): SessionWishes {
    return new SessionWishes(options.database);
  }

  readonly #database: Knex;
  readonly #known = new LRUCache<string, Wishes>({
    max: MAX_KNOWN,
    ttl: FRESH_MS,
  });

  private constructor(database: Knex) {
    this.#database = database;
  }

  async of(sessionHash: string): Promise<Wishes> {
    const known = this.#known.get(sessionHash);
    if (known) return known;
    return await this.latest(sessionHash);
  }

  /** As they are now on any replica. */
  async latest(sessionHash: string): Promise<Wishes> {
    const row = await this.#database<WishRow>(TABLE)
      .where({ id: sessionHash })
      .first();
    const wishes = row ? wishesSchema.parse(JSON.parse(row.wishes)) : {};
    this.#known.set(sessionHash, wishes);
    return wishes;
  }

  /** Changes them, from what they are now on any replica. */
  async change(
    sessionHash: string,
    change: (before: Wishes) => Wishes,
  ): Promise<void> {
    const wishes = change(await this.latest(sessionHash));
    await this.#database<WishRow>(TABLE)
      .insert({
        id: sessionHash,
        wishes: JSON.stringify(wishes),
        changed_at: Date.now(),
      })
      .onConflict('id')
      .merge();
    this.#known.set(sessionHash, wishes);
  }

  async forget(sessionHash: string): Promise<void> {
    this.#known.delete(sessionHash);
    await this.#database<WishRow>(TABLE).where({ id: sessionHash }).delete();
  }

  async cleanUp(): Promise<void> {
    await this.#database<WishRow>(TABLE)
      .where('changed_at', '<=', Date.now() - KEPT_MS)
      .delete();
  }
}
