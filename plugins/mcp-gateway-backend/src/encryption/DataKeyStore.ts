import type { Knex } from 'knex';
import { isUniqueViolation } from '../database/isUniqueViolation';

const TABLE = 'data_keys';

/** A data key as it is stored: of no use without the key provider. */
export interface DataKeyRow {
  generation: number;
  key_id: string;
  wrapped: string;
  created_at: number;
}

/** Wrapped data keys in the database. */
export class DataKeyStore {
  static create(options: { database: Knex }): DataKeyStore {
    return new DataKeyStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** All of them, oldest first. */
  async list(): Promise<DataKeyRow[]> {
    const rows = await this.#knex<DataKeyRow>(TABLE).orderBy('generation');
    // PostgreSQL gives big integers as text.
    return rows.map(row => ({ ...row, created_at: Number(row.created_at) }));
  }

  /** Adds a key. False where another replica was faster with this generation. */
  async add(row: DataKeyRow): Promise<boolean> {
    try {
      await this.#knex<DataKeyRow>(TABLE).insert(row);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /** Puts another wrapping in the place of one. Of two replicas that do, the second changes nothing. */
  async rewrap(before: DataKeyRow, after: DataKeyRow): Promise<void> {
    await this.#knex<DataKeyRow>(TABLE)
      .where({ generation: before.generation, wrapped: before.wrapped })
      .update({ key_id: after.key_id, wrapped: after.wrapped });
  }
}
