import type { Knex } from 'knex';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { SecretBox } from '../encryption/SecretBox';

/** Tables of such keys. */
export type SealKeyTable = 'seal_keys' | 'cookie_keys';

/** A key as it is stored, times in milliseconds since the epoch. Without an encryption key, whoever reads `seal_keys` can open sessions. */
export interface SealKeyRow {
  generation: number;
  secret: string;
  activates_at: number;
  seals_until: number;
  retires_at: number;
}

/** Sealing keys in the database. */
export class SealKeyStore {
  static create(options: {
    database: Knex;
    table?: SealKeyTable;
    /** Encrypts the keys at rest. */
    box?: SecretBox;
  }): SealKeyStore {
    return new SealKeyStore(options);
  }

  readonly #database: Knex;
  readonly #table: SealKeyTable;
  readonly #box: SecretBox | undefined;

  private constructor(options: Parameters<typeof SealKeyStore.create>[0]) {
    this.#database = options.database;
    this.#table = options.table ?? 'seal_keys';
    this.#box = options.box;
  }

  /** Every key that is or will be in use, oldest first. */
  async list(now: number): Promise<SealKeyRow[]> {
    const rows = await this.#database<SealKeyRow>(this.#table)
      .where('retires_at', '>', now)
      .orderBy('generation');
    // PostgreSQL gives big integers as text.
    return rows.map(row => ({
      generation: Number(row.generation),
      secret: this.#box?.open(this.#table, row.secret) ?? row.secret,
      activates_at: Number(row.activates_at),
      seals_until: Number(row.seals_until),
      retires_at: Number(row.retires_at),
    }));
  }

  /** Encrypts what is there in the clear, or with an older key. */
  async sealAgain(): Promise<void> {
    const box = this.#box;
    if (!box) return;
    const rows = await this.#database<SealKeyRow>(this.#table).select(
      'generation',
      'secret',
    );
    for (const { generation, secret } of rows) {
      if (box.isStale(secret)) {
        const opened = box.open(this.#table, secret);
        await this.#database<SealKeyRow>(this.#table)
          .where({ generation, secret })
          .update({ secret: box.seal(this.#table, opened) });
      }
    }
  }

  /** The number of the newest key, retired ones included; 0 where there was none. */
  async newestGeneration(): Promise<number> {
    const row = await this.#database<SealKeyRow>(this.#table)
      .max({ newest: 'generation' })
      .first();
    return Number(row?.newest ?? 0);
  }

  /** Adds a key. False where another replica was faster with this generation. */
  async add(row: SealKeyRow): Promise<boolean> {
    try {
      await this.#database<SealKeyRow>(this.#table).insert({
        ...row,
        secret: this.#box?.seal(this.#table, row.secret) ?? row.secret,
      });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /** Deletes what is retired, but never the newest: the next one's number follows from it. */
  async deleteRetired(now: number): Promise<void> {
    const newest = await this.newestGeneration();
    await this.#database<SealKeyRow>(this.#table)
      .where('retires_at', '<=', now)
      .andWhere('generation', '<', newest)
      .delete();
  }
}
