import type { Knex } from 'knex';
import { deleteByIds } from '../database/deleteByIds';
import { jsonOfRows } from '../database/jsonOfRows';
import { whereIdIn } from '../database/whereIdIn';
import { newCallId } from '../evidence/newCallId';
import { CallTokenStore } from '../evidence/tokens/CallTokenStore';
import type { CallRecord, CallTokens } from '../evidence/types';
import { expectsTokens, toEntry } from './toEntry';
import type { MeasuredEntry, UsageEntry } from './types';

const TABLE = 'usage_batches';
/** So long a call waits for its tokens; then they are taken from its size. */
const TOKENS_WITHIN_MS = 60_000;
const USUAL_BYTES_PER_TOKEN = 4;
/** Rows of one statement: one answer with all would be a long piece of work. */
const PAGE = 5;

interface Row {
  id: string;
  /** PostgreSQL gives big integers as text. */
  written_at: number | string;
  /** JSON, written by this class alone: {@link Waiting}[] */
  entries: string;
}

interface Waiting {
  /** Of the call. */
  id: string;
  expectsTokens: boolean;
  entry: UsageEntry;
}

/** Calls that are added up and taken away together. */
export interface WaitingBatch {
  id: string;
  entries: MeasuredEntry[];
}

/**
 * Finished calls on their way into the rollups, as many in a row as are made text at a time: each comes once and is read once, and a row
 * of its own would cost the database more than adding it up.
 */
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
   * Adds what has ended, in the transaction that writes it and before it does. A call that was written as ended before has its entry
   * already, or is in the rollups: a writer that repeats itself adds nothing.
   */
  async add(transaction: Knex, records: readonly CallRecord[]): Promise<void> {
    const ended = records.filter(({ outcome }) => outcome !== 'pending');
    if (ended.length === 0) return;
    const known = await endedBefore(transaction, ended);
    const added = ended.filter(({ id }) => !known.has(id));
    if (added.length === 0) return;
    const texts = await jsonOfRows(added, bite =>
      JSON.stringify(bite.flatMap(record => this.#waiting(record) ?? [])),
    );
    await transaction<Row>(TABLE).insert(
      texts.map(entries => ({
        ...{ id: newCallId(), written_at: this.#now(), entries },
      })),
    );
  }

  #waiting(record: CallRecord): Waiting | undefined {
    const entry = toEntry(record);
    return (
      entry && {
        ...{ id: record.id, entry },
        expectsTokens: this.#countsTokens && expectsTokens(record),
      }
    );
  }

  /** Those of whose calls all is known, or will not be any more, until so many calls are found. */
  async ready(transaction: Knex, limit: number): Promise<WaitingBatch[]> {
    const found: WaitingBatch[] = [];
    let calls = 0;
    let after = '';
    for (;;) {
      const rows = await transaction<Row>(TABLE)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE);
      for (const batch of await this.#readyOf(transaction, rows)) {
        found.push(batch);
        calls += batch.entries.length;
        if (calls >= limit) return found;
      }
      if (rows.length < PAGE) return found;
      after = rows[rows.length - 1].id;
    }
  }

  async #readyOf(
    transaction: Knex,
    rows: readonly Row[],
  ): Promise<WaitingBatch[]> {
    const batches = rows.map(row => ({
      ...{ id: row.id, waiting: JSON.parse(row.entries) as Waiting[] },
      isLate: Number(row.written_at) < this.#now() - TOKENS_WITHIN_MS,
    }));
    const tokens = await CallTokenStore.create({ database: transaction }).of(
      batches.flatMap(({ waiting }) =>
        waiting.flatMap(one => (one.expectsTokens ? one.id : [])),
      ),
    );
    const isKnown = (one: Waiting) => !one.expectsTokens || tokens.has(one.id);
    return batches
      .filter(({ waiting, isLate }) => isLate || waiting.every(isKnown))
      .map(({ id, waiting }) => ({
        id,
        entries: waiting.map(one => measured(one, tokens.get(one.id))),
      }));
  }

  async remove(transaction: Knex, ids: readonly string[]): Promise<void> {
    await deleteByIds({ database: transaction, table: TABLE, ids });
  }
}

/** Those that are in `calls` as ended. */
async function endedBefore(
  database: Knex,
  records: readonly CallRecord[],
): Promise<ReadonlySet<string>> {
  const ids = records.map(({ id }) => id);
  const known = await whereIdIn(database('calls'), ids)
    .whereNot('outcome', 'pending')
    .pluck('id');
  return new Set<string>(known);
}

function measured(
  { entry, expectsTokens: expected }: Waiting,
  tokens: CallTokens | undefined,
): MeasuredEntry {
  if (!expected) return entry;
  if (tokens) {
    const { in: tokensIn, out: tokensOut, isEstimated } = tokens;
    return { ...entry, tokens: { tokensIn, tokensOut, isEstimated } };
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
