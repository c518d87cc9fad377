import type { Knex } from 'knex';
import { v7, validate as isUuid } from 'uuid';
import type { ColumnType } from '../../database/BinaryArray';
import { upsertRows } from '../../database/upsertRows';
import { whereIdIn } from '../../database/whereIdIn';
import type { SpooledEvent } from '../shipping/readEvents';
import type { CallTokens } from '../types';

const TABLE = 'call_tokens';
const COLUMNS: Readonly<Record<string, ColumnType>> = {
  ...{ id: 'uuid', tokens_in: 'int8', tokens_out: 'int8' },
  is_estimated: 'int4',
};
const LEAST = new Uint8Array(16);

/** PostgreSQL gives big integers as text. */
interface Row {
  id: string;
  tokens_in: number | string;
  tokens_out: number | string;
  is_estimated: number;
}

/** How many tokens calls took, as events of the audit log say it. */
export class CallTokenStore {
  static create(options: { database: Knex }): CallTokenStore {
    return new CallTokenStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Takes over what events say of tokens; most say nothing. Doing it again changes nothing. */
  async save(events: readonly Pick<SpooledEvent, 'event'>[]): Promise<void> {
    const rows = new Map<string, Row>();
    for (const { event } of events) {
      for (const said of event?.sallyport.tokens ?? []) {
        if (!isUuid(said.call)) continue;
        rows.set(said.call, {
          id: said.call,
          tokens_in: said.in,
          tokens_out: said.out,
          is_estimated: Number(said.estimated === true),
        });
      }
    }
    await upsertRows({
      database: this.#database,
      table: TABLE,
      columns: COLUMNS,
      rows: [...rows.values()],
    });
  }

  /** Of these calls, as far as it is known. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, CallTokens>> {
    if (ids.length === 0) return new Map();
    const rows = await whereIdIn(this.#database<Row>(TABLE), ids);
    return new Map(
      rows.map(row => [
        row.id,
        {
          in: Number(row.tokens_in),
          out: Number(row.tokens_out),
          isEstimated: row.is_estimated === 1,
        },
      ]),
    );
  }

  /** Removes those of calls that were made before a moment. */
  async deleteOlderThan(moment: Date): Promise<void> {
    const msecs = Math.max(0, moment.getTime());
    await this.#database<Row>(TABLE)
      .where('id', '<', v7({ msecs, random: LEAST, seq: 0 }))
      .delete();
  }
}
