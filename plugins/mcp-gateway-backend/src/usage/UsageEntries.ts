import type { Knex } from 'knex';
import { deleteByIds } from '../database/deleteByIds';
import { jsonOfRows, namedTexts } from '../database/jsonOfRows';
import type { CallRecord } from '../evidence/types';
import { expectsTokens, toEntry } from './toEntry';
import type { MeasuredEntry, UsageEntry } from './types';

/** So long a call waits for its tokens; then they are taken from its size. */
const TOKENS_WITHIN_MS = 60_000;
const USUAL_BYTES_PER_TOKEN = 4;
/** Entries that are read by one statement. */
const PAGE = 250;

interface Row {
  id: string;
  expects_tokens: number;
  entry: string;
  /** PostgreSQL gives big integers as text. */
  tokens_in: number | string | null;
  tokens_out: number | string | null;
  is_estimated: number | null;
}

/** An entry and the call that it is of. */
export interface WaitingEntry {
  id: string;
  entry: MeasuredEntry;
}

/** Finished calls on their way into the rollups. */
export class UsageEntries {
  static create(options: {
    /** Whether somebody counts tokens. */
    countsTokens: boolean;
    now?: () => number;
  }): UsageEntries {
    return new UsageEntries(options);
  }

  readonly #countsTokens: boolean;
  readonly #now: () => number;

  private constructor(options: Parameters<typeof UsageEntries.create>[0]) {
    this.#countsTokens = options.countsTokens;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Adds what has ended, in the transaction that writes it. A call that was written as ended before has its entry already, or is
   * in the rollups: a writer that repeats itself adds nothing.
   */
  async add(transaction: Knex, records: readonly CallRecord[]): Promise<void> {
    const ended = records.filter(({ outcome }) => outcome !== 'pending');
    if (ended.length === 0) return;
    const texts = await jsonOfRows(ended, bite =>
      JSON.stringify(bite.flatMap(record => this.#rowOf(record) ?? [])),
    );
    await transaction.raw(insertNew(transaction, texts), texts);
  }

  #rowOf(record: CallRecord) {
    const entry = toEntry(record);
    if (!entry) return undefined;
    return {
      id: record.id,
      written_at: this.#now(),
      expects_tokens: Number(this.#countsTokens && expectsTokens(record)),
      // As it is: the database keeps the text of what is within.
      entry,
    };
  }

  /** Those of which all is known, or will not be any more. They are read in pages: one answer with all would be a long piece of work. */
  async ready(transaction: Knex, limit: number): Promise<WaitingEntry[]> {
    const found: WaitingEntry[] = [];
    while (found.length < limit) {
      const size = Math.min(PAGE, limit - found.length);
      const page = await this.#page(transaction, size, found.at(-1)?.id);
      for (const entry of page) found.push(entry);
      if (page.length < size) break;
    }
    return found;
  }

  async #page(
    transaction: Knex,
    limit: number,
    after = '',
  ): Promise<WaitingEntry[]> {
    const rows: Row[] = await transaction('usage_entries as e')
      .where('e.id', '>', after)
      .joinRaw(tokensOf(transaction))
      .where(query =>
        query
          .where('e.expects_tokens', 0)
          .orWhereNotNull('t.id')
          .orWhere('e.written_at', '<', this.#now() - TOKENS_WITHIN_MS),
      )
      .orderBy('e.id')
      .limit(limit)
      .select(
        'e.id',
        'e.expects_tokens',
        'e.entry',
        't.tokens_in',
        't.tokens_out',
        't.is_estimated',
      );
    return rows.map(row => ({ id: row.id, entry: measured(row) }));
  }

  async remove(transaction: Knex, ids: readonly string[]): Promise<void> {
    await deleteByIds({ database: transaction, table: 'usage_entries', ids });
  }
}

/** What the audit log says of a call's tokens, by the key of that table for each entry: most of what is there is of calls long ago. `LIMIT` keeps PostgreSQL from reading it all. */
function tokensOf(database: Knex): string {
  return database.client.config.client === 'pg'
    ? 'LEFT JOIN LATERAL (SELECT * FROM call_tokens WHERE id = e.id::uuid LIMIT 1) AS t ON TRUE'
    : 'LEFT JOIN call_tokens AS t ON t.id = e.id';
}

function measured(row: Row): MeasuredEntry {
  // Written by this class alone.
  const entry = JSON.parse(row.entry) as UsageEntry;
  if (!row.expects_tokens) return entry;
  if (row.tokens_in !== null) {
    return {
      ...entry,
      tokens: {
        tokensIn: Number(row.tokens_in),
        tokensOut: Number(row.tokens_out ?? 0),
        isEstimated: row.is_estimated === 1,
      },
    };
  }
  const guess = (bytes: number) => Math.ceil(bytes / USUAL_BYTES_PER_TOKEN);
  return {
    ...entry,
    tokens: {
      tokensIn: guess(entry.requestBytes),
      tokensOut: guess(entry.responseBytes),
      isEstimated: true,
    },
  };
}

/** One statement; what is in `calls` as ended is left out. */
function insertNew(database: Knex, texts: readonly string[]): string {
  const columns = 'id, written_at, expects_tokens, entry';
  const isPg = database.client.config.client === 'pg';
  const { from, text } = namedTexts(database, texts);
  const source = isPg
    ? `${from}, json_to_recordset(${text}) AS j(id text, written_at bigint, expects_tokens int, entry text)`
    : `(SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.written_at') AS written_at,
        json_extract(value, '$.expects_tokens') AS expects_tokens, json_extract(value, '$.entry') AS entry
        FROM ${from}, json_each(${text})) AS j`;
  return `INSERT INTO usage_entries (${columns}) SELECT ${columns} FROM ${source}
    WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.id = ${
      isPg ? 'j.id::uuid' : 'j.id'
    } AND c.outcome <> 'pending')
    ON CONFLICT (id) DO NOTHING`;
}
