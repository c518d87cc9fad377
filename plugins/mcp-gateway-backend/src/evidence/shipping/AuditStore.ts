import { FIRST_PREV } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { ColumnType } from '../../database/BinaryArray';
import { inBites } from '../../database/inBites';
import { insertRows } from '../../database/upsertRows';
import { CallStore, type SaveListener } from '../CallStore';
import { callOfEvent } from '../events/callOfEvent';
import type { CallRecord } from '../types';
import type { SpooledEvent } from './readEvents';

const EVENTS = 'audit_events';
const WRITERS = 'audit_writers';
/** Of so many events at a time the calls are read. */
const BITE = 100;
const EVENT_COLUMNS: Readonly<Record<string, ColumnType>> = {
  ...{ writer: 'text', seq: 'int8', prev: 'text', hash: 'text', at: 'text' },
  ...{ type: 'text', call_id: 'text', text: 'text' },
};

/** A writer's head, as the database has it. PostgreSQL gives big integers as text. */
interface WriterRow {
  writer: string;
  seq: number | string;
  hash: string;
  started_at: string;
  heard_at: string;
  ended_at: string | null;
  torn_bytes: number;
}

/** The chain that is in the database does not go on with what is to be added. */
export class BrokenChainError extends Error {
  override readonly name = 'BrokenChainError';
}

/** The audit log in the database, and the calls that are read from it. */
export class AuditStore {
  static create(options: {
    database: Knex;
    /** Learns of calls in the transaction that adds their events. */
    onSave?: SaveListener;
  }): AuditStore {
    return new AuditStore(options.database, options.onSave);
  }

  readonly #database: Knex;
  readonly #onSave: SaveListener | undefined;

  private constructor(database: Knex, onSave: SaveListener | undefined) {
    this.#database = database;
    this.#onSave = onSave;
  }

  /**
   * Adds events of a writer to its chain and to the calls, together or not at all. What is there already is passed over, so whoever does
   * not know whether it succeeded may repeat it; two who do it at once wait for each other.
   */
  async add(writer: string, events: readonly SpooledEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#database.transaction(async transaction => {
      const head = await this.#head(transaction, writer);
      const seq = Number(head.seq);
      const added = events.filter(({ line }) => line.seq > seq);
      if (added.length === 0) return;
      const [{ line: first }] = added;
      if (first.seq !== seq + 1 || first.prev !== head.hash) {
        throw new BrokenChainError(
          `Event ${first.seq} of writer ${writer} does not follow event ${seq}, the newest that is known`,
        );
      }
      await insertRows({
        database: transaction,
        table: EVENTS,
        columns: EVENT_COLUMNS,
        rows: added,
        toRow: toEventRow,
      });
      const calls = CallStore.create({
        database: transaction,
        onSave: this.#onSave,
      });
      const records = await inBites(added, BITE, bite => bite.flatMap(toCalls));
      await calls.save(records.flat());
      const { line: last } = added[added.length - 1];
      await transaction<WriterRow>(WRITERS).where({ writer }).update({
        seq: last.seq,
        hash: last.hash,
        heard_at: new Date().toISOString(),
        ended_at: null,
      });
    });
  }

  /** The newest event of a writer that is here; 0: none. */
  async seqOf(writer: string): Promise<number> {
    const row = await this.#database<WriterRow>(WRITERS)
      .where({ writer })
      .first('seq');
    return Number(row?.seq ?? 0);
  }

  /** Those of some calls that are not here. */
  async lacking(callIds: readonly string[]): Promise<Set<string>> {
    const known = await this.#database('calls')
      .whereIn('id', callIds)
      .pluck('id');
    const here = new Set<string>(known);
    return new Set(callIds.filter(id => !here.has(id)));
  }

  /** Nothing follows of this writer. A writer that wrote nothing is not known here, and need not be. */
  async end(writer: string, tornBytes = 0): Promise<void> {
    await this.#database<WriterRow>(WRITERS)
      .where({ writer })
      .update({ ended_at: new Date().toISOString(), torn_bytes: tornBytes });
  }

  /** The writer's row, kept from others until the transaction ends. */
  async #head(transaction: Knex, writer: string): Promise<WriterRow> {
    const find = () => transaction<WriterRow>(WRITERS).where({ writer });
    const isPg = transaction.client.config.client === 'pg';
    // It is there but for the first time.
    const known = isPg && (await find().forUpdate().first());
    if (known) return known;
    const now = new Date().toISOString();
    await transaction<WriterRow>(WRITERS)
      .insert({
        writer,
        seq: 0,
        hash: FIRST_PREV,
        started_at: now,
        heard_at: now,
      })
      .onConflict('writer')
      .ignore();
    // SQLite has one writer at a time anyway.
    const row = await (isPg ? find().forUpdate() : find()).first();
    if (!row) throw new Error(`Writer ${writer} is not there`);
    return row;
  }
}

function toEventRow({ line, event }: SpooledEvent) {
  return {
    writer: line.writer,
    seq: line.seq,
    prev: line.prev,
    hash: line.hash,
    at: event?.logged_at ?? new Date().toISOString(),
    type: event?.type ?? 'unknown',
    call_id: callIdOf(event),
    text: line.event,
  };
}

/** The call that an event is about: itself, or what is kept of it. */
function callIdOf(event: SpooledEvent['event']): string | undefined {
  const { call, body, bodyRead } = event?.sallyport ?? {};
  return call?.id ?? body?.callId ?? bodyRead?.callId;
}

function toCalls({ event }: SpooledEvent): CallRecord[] {
  const call = event && callOfEvent(event);
  return call ? [call] : [];
}
