import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { RedirectTarget } from './redirectTarget';

const TABLE = 'oauth_consents';
const STATE = 'oauth_state';
/** Where a page ended: when the consent was given, and its id. */
const CURSOR = /^(\d{1,15})\.([\w-]{1,64})$/;

/** A consent as it is stored. Times are milliseconds since the epoch. */
export interface ConsentRow {
  id: string;
  user_ref: string;
  client_id: string;
  client: string;
  resource: string;
  server_ref: string;
  catalog_read: string | null;
  granted_at: number;
  issued_at: number | null;
  last_used_at: string | null;
  /** What the client calls itself. */
  used_by: string | null;
  /** These four are absent where the consent is older than they are. */
  redirect_host: string | null;
  redirect_kind: RedirectTarget['redirectKind'] | null;
  browser: string | null;
  system: string | null;
  expires_at: number;
}

/** Consents in the database, with what hangs on them. */
export class ConsentStore {
  static create(options: { database: Knex }): ConsentStore {
    return new ConsentStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(
    row: Omit<ConsentRow, 'issued_at' | 'last_used_at' | 'used_by'>,
  ): Promise<void> {
    await this.#knex(TABLE).insert(row);
  }

  async find(id: string, now: number): Promise<ConsentRow | undefined> {
    return await this.#knex<ConsentRow>(TABLE)
      .where({ id })
      .andWhere('expires_at', '>', now)
      .first();
  }

  /** A person's consents that have not expired, newest first. */
  async listOf(options: {
    userRef: string;
    now: number;
    limit: number;
    /** From the page before. Throws an `InputError` when it is not one. */
    cursor?: string;
  }): Promise<{ rows: ConsentRow[]; nextCursor?: string }> {
    const { userRef, now, limit, cursor } = options;
    const query = this.#newestFirst(userRef, now).limit(limit + 1);
    if (cursor !== undefined) {
      const [, grantedAt, id] = CURSOR.exec(cursor) ?? [];
      if (id === undefined) {
        throw new InputError(
          'The cursor is not one that this list gave; begin again without it',
        );
      }
      query.andWhere(older =>
        older
          .where('granted_at', '<', Number(grantedAt))
          .orWhere(same =>
            same.where('granted_at', Number(grantedAt)).andWhere('id', '<', id),
          ),
      );
    }
    const found: ConsentRow[] = await query;
    const rows = found.slice(0, limit);
    const last = rows[limit - 1];
    return found.length > limit
      ? { rows, nextCursor: `${last.granted_at}.${last.id}` }
      : { rows };
  }

  /** The ids of all of them. */
  async idsOf(userRef: string, now: number): Promise<string[]> {
    const rows = await this.#newestFirst(userRef, now).select('id');
    return rows.map(({ id }) => id);
  }

  #newestFirst(userRef: string, now: number) {
    return this.#knex<ConsentRow>(TABLE)
      .where({ user_ref: userRef })
      .andWhere('expires_at', '>', now)
      .orderBy([
        { column: 'granted_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  }

  /** Deletes consents, with their codes and refresh tokens. Returns how many of each there were. */
  async end(
    whose: { id: string; user_ref?: string } | { user_ref: string },
    now: number,
  ): Promise<{ consents: number; refreshTokens: number }> {
    return await this.#knex.transaction(async tx => {
      const rows = await tx<ConsentRow>(TABLE)
        .where(whose)
        .select('id', 'expires_at');
      const ids = rows.map(({ id }) => id);
      // First: a token that is being issued is either written down by now, or will be refused.
      await tx<ConsentRow>(TABLE).whereIn('id', ids).delete();
      const refresh = await tx(STATE)
        .where({ model: 'RefreshToken' })
        .whereIn('grant_id', ids)
        .whereNull('consumed_at')
        .andWhere('expires_at', '>', now)
        .count({ count: '*' })
        .first();
      await tx(STATE).whereIn('grant_id', ids).delete();
      await tx(STATE).where({ model: 'Grant' }).whereIn('id', ids).delete();
      return {
        consents: rows.filter(row => Number(row.expires_at) > now).length,
        refreshTokens: Number(refresh?.count ?? 0),
      };
    });
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#knex(TABLE).where('expires_at', '<=', now).delete();
  }
}
