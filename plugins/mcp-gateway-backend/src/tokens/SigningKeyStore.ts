import type { Knex } from 'knex';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { SecretBox } from '../encryption/SecretBox';

const TABLE = 'signing_keys';
const PURPOSE = 'signing key';

/** A signing key as it is stored, its private part opened. Without an encryption key, whoever reads this table can sign tokens. */
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
  static create(options: { database: Knex; box: SecretBox }): SigningKeyStore {
    return new SigningKeyStore(options);
  }

  readonly #knex: Knex;
  readonly #box: SecretBox;

  private constructor(options: Parameters<typeof SigningKeyStore.create>[0]) {
    this.#knex = options.database;
    this.#box = options.box;
  }

  /** Every key that is or will be in use, oldest first. */
  async list(now: string): Promise<SigningKeyRow[]> {
    const rows = await this.#knex<SigningKeyRow>(TABLE)
      .where('retires_at', '>', now)
      .orderBy('generation');
    return rows.map(row => ({
      ...row,
      private_jwk: this.#box.open(PURPOSE, row.private_jwk),
    }));
  }

  /** Encrypts what is there in the clear, or with an older key. */
  async sealAgain(): Promise<void> {
    const rows = await this.#knex<SigningKeyRow>(TABLE).select(
      'id',
      'private_jwk',
    );
    for (const { id, private_jwk: stored } of rows) {
      if (this.#box.isStale(stored)) {
        const opened = this.#box.open(PURPOSE, stored);
        await this.#knex<SigningKeyRow>(TABLE)
          .where({ id, private_jwk: stored })
          .update({ private_jwk: this.#box.seal(PURPOSE, opened) });
      }
    }
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
      await this.#knex<SigningKeyRow>(TABLE).insert({
        ...row,
        private_jwk: this.#box.seal(PURPOSE, row.private_jwk),
      });
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
