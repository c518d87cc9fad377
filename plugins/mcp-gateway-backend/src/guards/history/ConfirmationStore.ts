import type { Knex } from 'knex';
import { isUniqueViolation } from '../../database/isUniqueViolation';

const TABLE = 'guard_confirmations';
const LINKS = 'guard_links';

/** What a person said, as it is stored. Times are milliseconds since the epoch. */
export interface ConfirmationRow {
  id: string;
  scope: string;
  user_ref: string;
  rule_id: string;
  rule_title: string;
  server_ref: string;
  name: string | null;
  application: string | null;
  actor_ref: string | null;
  decision: 'approve' | 'deny';
  decided_at: number;
  expires_at: number;
}

/** What people said, in the database: of one kind of call in one session, the last word alone. */
export class ConfirmationStore {
  static create(options: { database: Knex }): ConfirmationStore {
    return new ConfirmationStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Uses a link up and keeps what was said by it, or neither. False where the link was used before. */
  async add(
    row: ConfirmationRow,
    link: { hash: string; expiresAt: number },
  ): Promise<boolean> {
    const { hash, expiresAt } = link;
    try {
      await this.#knex.transaction(async tx => {
        await tx(LINKS).insert({ hash, expires_at: expiresAt });
        await tx(TABLE).insert(row).onConflict('scope').merge();
      });
      return true;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      return false;
    }
  }

  async isUsed(hash: string): Promise<boolean> {
    return (await this.#knex(LINKS).where({ hash }).first()) !== undefined;
  }

  /** By scope, what holds now. */
  async find(
    scopes: readonly string[],
    now: number,
  ): Promise<Map<string, ConfirmationRow>> {
    const rows = await this.#knex<ConfirmationRow>(TABLE)
      .whereIn('scope', scopes)
      .andWhere('expires_at', '>', now);
    return new Map(rows.map(row => [row.scope, row]));
  }

  /** A person's, newest first. */
  async listOf(userRef: string, now: number): Promise<ConfirmationRow[]> {
    return await this.#knex<ConfirmationRow>(TABLE)
      .where({ user_ref: userRef })
      .andWhere('expires_at', '>', now)
      .orderBy([
        { column: 'decided_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(100);
  }

  /** False where the person has no such thing. */
  async delete(id: string, userRef: string): Promise<boolean> {
    const count = await this.#knex<ConfirmationRow>(TABLE)
      .where({ id, user_ref: userRef })
      .delete();
    return count > 0;
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#knex(TABLE).where('expires_at', '<=', now).delete();
    await this.#knex(LINKS).where('expires_at', '<=', now).delete();
  }
}
