import type { Knex } from 'knex';

const TABLE = 'mailbox';
const CHUNK = 500;

interface MailRow {
  id: number;
  address: string;
  payload: Buffer;
  sent_at: number;
}

/** Messages between replicas, in the database. */
export class MailboxStore {
  static create(options: { database: Knex }): MailboxStore {
    return new MailboxStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async add(row: Omit<MailRow, 'id'>): Promise<void> {
    await this.#database<MailRow>(TABLE).insert(row);
  }

  async countAt(address: string): Promise<number> {
    const row = await this.#database<MailRow>(TABLE)
      .where({ address })
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  /** What waits at some addresses, oldest first, without its content. */
  async waitingAt(
    addresses: readonly string[],
    sentAfter: number,
  ): Promise<Pick<MailRow, 'id' | 'address'>[]> {
    const found: Pick<MailRow, 'id' | 'address'>[] = [];
    for (let start = 0; start < addresses.length; start += CHUNK) {
      const rows = await this.#database<MailRow>(TABLE)
        .whereIn('address', addresses.slice(start, start + CHUNK))
        .andWhere('sent_at', '>', sentAfter)
        .orderBy('id')
        .select<Pick<MailRow, 'id' | 'address'>[]>('id', 'address');
      found.push(...rows);
    }
    return found;
  }

  /** Takes a message out. `undefined`: another receiver was faster. */
  async take(id: number): Promise<Buffer | undefined> {
    const row = await this.#database<MailRow>(TABLE).where({ id }).first();
    // Of several who have read it, one deletes it.
    const taken = await this.#database<MailRow>(TABLE).where({ id }).delete();
    return taken === 1 ? row?.payload : undefined;
  }

  async deleteOlderThan(moment: number): Promise<void> {
    await this.#database<MailRow>(TABLE)
      .where('sent_at', '<=', moment)
      .delete();
  }
}
