import type { Knex } from 'knex';

const TABLE = 'oauth_consents';
const STATE = 'oauth_state';

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
    row: Omit<ConsentRow, 'issued_at' | 'last_used_at'>,
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
  async listOf(userRef: string, now: number): Promise<ConsentRow[]> {
    return await this.#knex<ConsentRow>(TABLE)
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
