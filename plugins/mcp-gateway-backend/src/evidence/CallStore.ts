import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { validate as isUuid } from 'uuid';
import type { CallFilter, CallReader } from '../service/CallReader';
import {
  CALL_COLUMNS,
  type CallRow,
  columnText,
  fromCallRow,
  toCallRow,
} from './callRow';
import type { CallRecord } from './types';
import { upsertRows } from '../database/upsertRows';

const TABLE = 'calls';

/** The calls in the database. Their id is the primary key: whatever is written twice is there once. */
export class CallStore implements CallReader {
  static create(options: { database: Knex }): CallStore {
    return new CallStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
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
    const rows = [
      ...new Map(records.map(record => [record.id, record])).values(),
    ].map(toCallRow);
    await upsertRows({
      database: this.#database,
      table: TABLE,
      columns: CALL_COLUMNS,
      rows,
    });
  }

  async list(filter: CallFilter): Promise<{
    items: CallRecord[];
    nextCursor?: string;
  }> {
    const query = this.#database<CallRow>(TABLE)
      .orderBy('id', 'desc')
      .limit(filter.limit + 1);
    if (filter.user !== undefined) {
      query.where('user_ref', columnText('user_ref', filter.user));
    }
    if (filter.owners !== undefined) {
      query.whereIn('owner_ref', [...filter.owners]);
    }
    if (filter.serverRef !== undefined) {
      query.where('server_ref', columnText('server_ref', filter.serverRef));
    }
    if (filter.tool !== undefined) {
      query.where('tool', columnText('tool', filter.tool));
    }
    if (filter.decision !== undefined) {
      query.where('decision', filter.decision);
    }
    if (filter.since !== undefined) {
      query.where('at', '>=', filter.since);
    }
    if (filter.cursor !== undefined) {
      if (!isUuid(filter.cursor)) {
        throw new InputError(
          'The cursor is not one that this list gave; begin again without it',
        );
      }
      query.where('id', '<', filter.cursor);
    }
    const rows = await query;
    const items = rows.slice(0, filter.limit).map(fromCallRow);
    return rows.length > filter.limit
      ? { items, nextCursor: items.at(-1)?.id }
      : { items };
  }

  async get(id: string): Promise<CallRecord | undefined> {
    if (!isUuid(id)) {
      return undefined;
    }
    const row = await this.#database<CallRow>(TABLE).where({ id }).first();
    return row && fromCallRow(row);
  }

  /** Removes calls before a moment. Returns how many. */
  async deleteOlderThan(moment: Date): Promise<number> {
    return await this.#database<CallRow>(TABLE)
      .where('at', '<', moment.toISOString())
      .delete();
  }
}
