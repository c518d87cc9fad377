import type { Knex } from 'knex';

const TABLE = 'tokens';
const REVOCATIONS = 'token_revocations';
const CHUNK = 500;

/** A token as it is stored: everything but its value. */
export interface TokenRow {
  id: string;
  user_ref: string;
  server_ref: string;
  endpoint: string;
  client: string | null;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  revoked_sequence: number | null;
  last_used_at: string | null;
  /** The policy's decision on the person's reading the catalog, JSON. */
  catalog_read: string | null;
}

/** A token that was revoked before it expired. */
export type RevokedToken = Pick<TokenRow, 'id' | 'expires_at'> & {
  revoked_sequence: number;
};

/** Tokens in the database. */
export class TokenStore {
  static create(options: { database: Knex }): TokenStore {
    return new TokenStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(
    row: Omit<TokenRow, 'revoked_at' | 'revoked_sequence' | 'last_used_at'>,
  ): Promise<void> {
    await this.#knex(TABLE).insert(row);
  }

  async find(id: string): Promise<TokenRow | undefined> {
    return await this.#knex<TokenRow>(TABLE).where({ id }).first();
  }

  /** Tokens of a person that have not expired, newest first. */
  async listOf(userRef: string, now: string): Promise<TokenRow[]> {
    return await this.#knex<TokenRow>(TABLE)
      .where({ user_ref: userRef })
      .andWhere('expires_at', '>', now)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  }

  async countOf(userRef: string, now: string): Promise<number> {
    const row = await this.#knex<TokenRow>(TABLE)
      .where({ user_ref: userRef })
      .andWhere('expires_at', '>', now)
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  /** Revokes a token of a person. `undefined` where they have no such token; a second revocation changes nothing. */
  async revoke(options: {
    id: string;
    userRef: string;
    now: string;
  }): Promise<TokenRow | undefined> {
    const { id, userRef, now } = options;
    return await this.#knex.transaction(async tx => {
      // Locks the row until the commit: whoever has read number n has seen every revocation before it.
      await tx(REVOCATIONS).where({ id: 1 }).increment('head', 1);
      const { head } = await tx(REVOCATIONS).where({ id: 1 }).first();
      await tx<TokenRow>(TABLE)
        .where({ id, user_ref: userRef })
        .whereNull('revoked_at')
        .update({ revoked_at: now, revoked_sequence: head });
      return await tx<TokenRow>(TABLE).where({ id, user_ref: userRef }).first();
    });
  }

  /** Revocations after a number, of tokens that would still be valid. */
  async revokedAfter(sequence: number, now: string): Promise<RevokedToken[]> {
    return await this.#knex<TokenRow>(TABLE)
      .where('revoked_sequence', '>', sequence)
      .andWhere('expires_at', '>', now)
      .orderBy('revoked_sequence')
      .select<RevokedToken[]>('id', 'expires_at', 'revoked_sequence');
  }

  async markUsed(ids: readonly string[], now: string): Promise<void> {
    for (let start = 0; start < ids.length; start += CHUNK) {
      await this.#knex<TokenRow>(TABLE)
        .whereIn('id', ids.slice(start, start + CHUNK))
        .update({ last_used_at: now });
    }
  }

  async deleteExpired(before: string): Promise<void> {
    await this.#knex<TokenRow>(TABLE)
      .where('expires_at', '<=', before)
      .delete();
  }
}
