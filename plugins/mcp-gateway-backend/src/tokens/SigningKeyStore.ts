import type { Knex } from 'knex';
import { isUniqueViolation } from '../database/isUniqueViolation';

const TABLE = 'signing_keys';

/** A signing key as it is stored. Whoever can read this table can sign tokens: protect the database accordingly. */
export interface SigningKeyRow {
  id: string;
  generation: number;
  private_jwk: string;
  public_jwk: string;
  created_at: string;
  activates_at: string;
  retires_at: string;
}

/** Signing keys in the database. */
export class SigningKeyStore {
  static create(options: { database: Knex }): SigningKeyStore {
    return new SigningKeyStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Every key that is or will be in use, oldest first. */
  async list(now: string): Promise<SigningKeyRow[]> {
    return await this.#knex<SigningKeyRow>(TABLE)
      .where('retires_at', '>', now)
      .orderBy('generation');
  }

  /** The number of the newest key, retired ones included; 0 where there was none. */
  async newestGeneration(): Promise<number> {
    const row = await this.#knex<SigningKeyRow>(TABLE)
      .max({ newest: 'generation' })
      .first();
    return Number(row?.newest ?? 0);
  }

  /** Adds a key. False where another replica was faster with this generation. */
  async add(row: SigningKeyRow): Promise<boolean> {
    try {
      await this.#knex<SigningKeyRow>(TABLE).insert(row);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) {
        return false;
      }
      throw error;
    }
  }

  async deleteRetired(now: string): Promise<void> {
    await this.#knex<SigningKeyRow>(TABLE)
      .where('retires_at', '<=', now)
      .delete();
  }
}
