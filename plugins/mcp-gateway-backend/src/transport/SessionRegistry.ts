import { createHash } from 'crypto';
import type { Knex } from 'knex';

const TABLE = 'sessions';
const CACHE_LIMIT = 10_000;

interface SessionRow {
  id_hash: string;
  server_ref: string;
  user_ref: string;
  created_at: string;
}

/** A hash stands for a session everywhere outside the wire: who reads it cannot use it. */
export function hashSession(session: string): string {
  return createHash('sha256').update(session).digest('hex');
}

/**
 * Remembers whose session an upstream's session id is. Kept in the database, so that another replica, or this one after
 * a restart, knows it too; the cache saves the look-up on the call path (bindings never change, they only end).
 */
export class SessionRegistry {
  static create(options: { database: Knex }) {
    return new SessionRegistry(options.database);
  }

  readonly #database: Knex;
  readonly #cache = new Map<string, string>();

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Binds a session that a server has just opened. The first binding stands: a server cannot hand a session on. */
  async bind(options: SessionOwner): Promise<boolean> {
    const hash = hashSession(options.session);
    await this.#database<SessionRow>(TABLE)
      .insert({
        id_hash: hash,
        server_ref: options.serverRef,
        user_ref: options.userEntityRef,
        created_at: new Date().toISOString(),
      })
      .onConflict('id_hash')
      .ignore();
    return this.belongsTo(options);
  }

  /** Whether this is a session of this person at this server. */
  async belongsTo(options: SessionOwner): Promise<boolean> {
    const hash = hashSession(options.session);
    let owner = this.#cache.get(hash);
    if (owner === undefined) {
      const row = await this.#database<SessionRow>(TABLE)
        .where({ id_hash: hash })
        .first();
      if (!row) return false;
      owner = ownerKey(row.server_ref, row.user_ref);
      this.#remember(hash, owner);
    }
    return owner === ownerKey(options.serverRef, options.userEntityRef);
  }

  /** Forgets a session that its client ended. */
  async end(session: string): Promise<void> {
    const hash = hashSession(session);
    this.#cache.delete(hash);
    await this.#database<SessionRow>(TABLE).where({ id_hash: hash }).delete();
  }

  /** Forgets sessions that were opened before a moment. */
  async cleanUp(olderThan: Date): Promise<void> {
    await this.#database<SessionRow>(TABLE)
      .where('created_at', '<', olderThan.toISOString())
      .delete();
    this.#cache.clear();
  }

  #remember(hash: string, owner: string) {
    if (this.#cache.size >= CACHE_LIMIT) {
      const oldest = this.#cache.keys().next().value;
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(hash, owner);
  }
}

interface SessionOwner {
  session: string;
  serverRef: string;
  userEntityRef: string;
}

const ownerKey = (serverRef: string, userRef: string) =>
  `${serverRef}\n${userRef}`;
