import type { Knex } from 'knex';

const TABLE = 'tokens';
const REVOCATIONS = 'token_revocations';
const CONSENTS = 'oauth_consents';
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
  /** What its client calls itself. */
  used_by: string | null;
  /** The policy's decision on the person's reading the catalog, JSON. */
  catalog_read: string | null;
  /** The consent that it came from; none where the person got it in the portal. */
  consent_id: string | null;
  /** Of a personal access token, SHA-256: its value is no JWT. */
  secret_hash: string | null;
  /** What a personal access token opens: entity refs, JSON; none: all servers. */
  servers: string | null;
  /** The agent that holds it. */
  actor_ref: string | null;
  /** Of its consent: the client that the person let in. Read where one token is looked up. */
  client_id?: string | null;
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
    row: Omit<
      TokenRow,
      | 'revoked_at'
      | 'revoked_sequence'
      | 'last_used_at'
      | 'used_by'
      | 'consent_id'
      | 'secret_hash'
      | 'servers'
      | 'actor_ref'
    > &
      Partial<Pick<TokenRow, 'secret_hash' | 'servers' | 'actor_ref'>>,
  ): Promise<void> {
    await this.#knex(TABLE).insert(row);
  }

  /** Adds a token of a consent. False where that consent has ended: whoever ends one waits for this, or this for them. */
  async addUnderConsent(
    row: Omit<
      TokenRow,
      | 'revoked_at'
      | 'revoked_sequence'
      | 'last_used_at'
      | 'used_by'
      | 'secret_hash'
      | 'servers'
      | 'actor_ref'
    >,
    now: number,
  ): Promise<boolean> {
    return await this.#knex.transaction(async tx => {
      const held = await tx(CONSENTS)
        .where({ id: row.consent_id, user_ref: row.user_ref })
        .andWhere('expires_at', '>', now)
        .update({ issued_at: now });
      if (held === 1) await tx(TABLE).insert(row);
      return held === 1;
    });
  }

  async find(id: string): Promise<TokenRow | undefined> {
    return await this.#knex(TABLE)
      .leftJoin(CONSENTS, `${CONSENTS}.id`, `${TABLE}.consent_id`)
      .where({ [`${TABLE}.id`]: id })
      .first<TokenRow | undefined>(`${TABLE}.*`, `${CONSENTS}.client_id`);
  }

  /** The personal access token with this hash of its value. */
  async findBySecret(hash: string): Promise<TokenRow | undefined> {
    return await this.#knex<TokenRow>(TABLE)
      .where({ secret_hash: hash })
      .first();
  }

  /** Personal access tokens that have not expired, newest first. */
  async listPersonalOf(userRef: string, now: string): Promise<TokenRow[]> {
    return await this.#knex<TokenRow>(TABLE)
      .where({ user_ref: userRef })
      .whereNotNull('secret_hash')
      .andWhere('expires_at', '>', now)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  }

  /** Tokens that a person got in the portal and that have not expired, newest first. */
  async listOf(userRef: string, now: string): Promise<TokenRow[]> {
    return await this.#knex<TokenRow>(TABLE)
      .where({ user_ref: userRef, consent_id: null, secret_hash: null })
      .andWhere('expires_at', '>', now)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  }

  /** How many of them there are, or of a consent's. */
  async countOf(
    whose: { user_ref: string; consent_id: null } | { consent_id: string },
    now: string,
  ): Promise<number> {
    const row = await this.#knex<TokenRow>(TABLE)
      .where({ ...whose, secret_hash: null })
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

  /** Revokes every token of a person, or of a consent, that would still be valid. Returns them. */
  async revokeAll(
    whose: { user_ref: string; actor_ref?: string } | { consent_id: string },
    now: string,
  ): Promise<Pick<TokenRow, 'id' | 'expires_at' | 'secret_hash'>[]> {
    return await this.#knex.transaction(async tx => {
      await tx(REVOCATIONS).where({ id: 1 }).increment('head', 0);
      const { head } = await tx(REVOCATIONS).where({ id: 1 }).first();
      const rows = await tx<TokenRow>(TABLE)
        .where(whose)
        .whereNull('revoked_at')
        .andWhere('expires_at', '>', now)
        .select('id', 'expires_at', 'secret_hash');
      let sequence = Number(head);
      for (const { id } of rows) {
        sequence += 1;
        await tx<TokenRow>(TABLE)
          .where({ id })
          .update({ revoked_at: now, revoked_sequence: sequence });
      }
      await tx(REVOCATIONS).where({ id: 1 }).update({ head: sequence });
      return rows;
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
      const some = ids.slice(start, start + CHUNK);
      await this.#knex<TokenRow>(TABLE)
        .whereIn('id', some)
        .update({ last_used_at: now });
      // Access tokens come and go; people look at the consent.
      const consents = this.#knex<TokenRow>(TABLE)
        .whereIn('id', some)
        .whereNotNull('consent_id')
        .select('consent_id');
      await this.#knex(CONSENTS)
        .whereIn('id', consents)
        .update({ last_used_at: now });
    }
  }

  /** What the clients of tokens call themselves. */
  async markClients(
    clients: readonly (readonly [id: string, client: string])[],
  ): Promise<void> {
    for (const [id, client] of clients) {
      await this.#knex<TokenRow>(TABLE)
        .where({ id })
        .update({ used_by: client });
      const consents = this.#knex<TokenRow>(TABLE)
        .where({ id })
        .whereNotNull('consent_id')
        .select('consent_id');
      await this.#knex(CONSENTS)
        .whereIn('id', consents)
        .update({ used_by: client });
    }
  }

  async deleteExpired(before: string): Promise<void> {
    await this.#knex<TokenRow>(TABLE)
      .where('expires_at', '<=', before)
      .delete();
  }
}
