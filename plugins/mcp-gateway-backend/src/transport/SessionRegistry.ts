import { createHash } from 'crypto';
import type { Knex } from 'knex';

const TABLE = 'sessions';
const CACHE_LIMIT = 10_000;

interface SessionRow {
  id_hash: string;
  server_ref: string;
  user_ref: string;
  client: string | null;
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
  readonly #cache = new Map<string, SessionRow>();

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Binds a session that a server has just opened. The first binding stands: a server cannot hand a session on. */
  async bind(options: SessionOwner & { client?: string }): Promise<boolean> {
    await this.#database<SessionRow>(TABLE)
      .insert({
        id_hash: hashSession(options.session),
        server_ref: options.serverRef,
        user_ref: options.userEntityRef,
        client: options.client ?? null,
        created_at: new Date().toISOString(),
      })
      .onConflict('id_hash')
      .ignore();
    return (await this.find(options)) !== undefined;
  }

  /** The session, when it is one of this person at this server. */
  async find(options: SessionOwner): Promise<{ client?: string } | undefined> {
    const hash = hashSession(options.session);
    let row = this.#cache.get(hash);
    if (!row) {
      row = await this.#database<SessionRow>(TABLE)
        .where({ id_hash: hash })
        .first();
      if (!row) return undefined;
      this.#remember(hash, row);
    }
    return row.server_ref === options.serverRef &&
      row.user_ref === options.userEntityRef
      ? { ...(row.client !== null && { client: row.client }) }
      : undefined;
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

  #remember(hash: string, row: SessionRow) {
    if (this.#cache.size >= CACHE_LIMIT) {
      const oldest = this.#cache.keys().next().value;
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(hash, row);
  }
}

interface SessionOwner {
  session: string;
  serverRef: string;
  userEntityRef: string;
}
