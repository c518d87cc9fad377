import type { Knex } from 'knex';
import { validate as isUuid } from 'uuid';
import type { CallFilter, CallReader } from '../service/CallReader';
import { CALL_COLUMNS, type CallRow, fromCallRow, toCallRow } from './callRow';
import { filterCalls } from './filterCalls';
import type { CallRecord } from './types';
import { upsertRows } from '../database/upsertRows';
import { CallTokenStore } from './tokens/CallTokenStore';

const TABLE = 'calls';

/** Is told of calls before they are written, in the same transaction: each once. */
export type SaveListener = (
  transaction: Knex.Transaction,
  records: readonly CallRecord[],
) => Promise<void>;

/** The calls in the database. Their id is the primary key: whatever is written twice is there once. */
export class CallStore implements CallReader {
  static create(options: {
    database: Knex;
    /** Learns of calls in the transaction that writes them. */
    onSave?: SaveListener;
  }): CallStore {
    return new CallStore(options.database, options.onSave);
  }

  readonly #database: Knex;
  readonly #onSave: SaveListener | undefined;
  readonly #tokens: CallTokenStore;

  private constructor(database: Knex, onSave: SaveListener | undefined) {
    this.#database = database;
    this.#onSave = onSave;
    this.#tokens = CallTokenStore.create({ database });
  }

  /** Writes a call for the first time. A call that is there already stays as it is. */
  async insert(record: CallRecord): Promise<void> {
    await this.#database<CallRow>(TABLE)
      .insert(toCallRow(record))
      .onConflict('id')
      .ignore();
  }

  /**
   * Writes what is known of these calls now, in one statement: new ones are added, intents completed. Doing it again
   * changes nothing, so a writer that does not know whether it succeeded may repeat it.
   */
  async save(records: readonly CallRecord[]): Promise<void> {
    // Of two words about one call the later counts; one statement may not touch a row twice.
    const latest = [
      ...new Map(records.map(record => [record.id, record])).values(),
    ];
    const write = (database: Knex) =>
      upsertRows<CallRecord>({
        database,
        table: TABLE,
        columns: CALL_COLUMNS,
        rows: latest,
        toRow: toCallRow,
      });
    const onSave = this.#onSave;
    if (!onSave) {
      await write(this.#database);
      return;
    }
    const both = async (transaction: Knex.Transaction) => {
      await onSave(transaction, latest);
      await write(transaction);
    };
    // Within a transaction another one would be two statements more, and nothing is kept of one that fails in part.
    if (isTransaction(this.#database)) await both(this.#database);
    else await this.#database.transaction(both);
  }

  async list(filter: CallFilter): Promise<{
    items: CallRecord[];
    nextCursor?: string;
  }> {
    const query = this.#database<CallRow>(TABLE)
      .orderBy('id', filter.after === undefined ? 'desc' : 'asc')
      .limit(filter.limit + 1);
    filterCalls(query, filter);
    const rows = await query;
    const items = await this.#read(rows.slice(0, filter.limit));
    return rows.length > filter.limit
      ? { items, nextCursor: items.at(-1)?.id }
      : { items };
  }

  async exceeds(filter: CallFilter): Promise<boolean> {
    const query = this.#database<CallRow>(TABLE)
      .orderBy('id', 'desc')
      .offset(filter.limit)
      .limit(1);
    filterCalls(query, filter);
    return (await query.select('id')).length > 0;
  }

  async get(id: string): Promise<CallRecord | undefined> {
    if (!isUuid(id)) {
      return undefined;
    }
    const row = await this.#database<CallRow>(TABLE).where({ id }).first();
    return row && (await this.#read([row]))[0];
  }

  /** Removes calls before a moment. Returns how many. */
  async deleteOlderThan(moment: Date): Promise<number> {
    await this.#tokens.deleteOlderThan(moment);
    return await this.#database<CallRow>(TABLE)
      .where('at', '<', moment.toISOString())
      .delete();
  }

  /** With their tokens, which are counted later and lie apart. */
  async #read(rows: readonly CallRow[]): Promise<CallRecord[]> {
    const counted = await this.#tokens.of(rows.map(({ id }) => id));
    return rows.map(row => {
      const tokens = counted.get(row.id);
      return { ...fromCallRow(row), ...(tokens && { tokens }) };
    });
  }
}

function isTransaction(database: Knex): database is Knex.Transaction {
  return database.isTransaction === true;
}
