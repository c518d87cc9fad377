import type { Knex } from 'knex';
import { upsertRows } from '../database/upsertRows';
import type { MonthTotals } from './budgets/MonthTotals';
import { LATENCY_COLUMNS } from './latency';
import { rollUp, rollupId } from './rollUp';
import { DIMENSIONS, MEASURES, type Rollup, type TokenPrice } from './types';
import type { UsageSummaries } from './summaries/UsageSummaries';
import type { UsageEntries } from './UsageEntries';

/** Any number that nobody else locks in the gateway's own database. */
const LOCK = 7_009;
/** Calls at a time, or a few more: few, so that others need not wait long for their turn meanwhile. */
const BATCH = 500;
/** Rows of one statement. */
const ROWS = 1_000;
const COLUMNS = ['id', ...DIMENSIONS, ...MEASURES, ...LATENCY_COLUMNS];
const ADDING = [...MEASURES, ...LATENCY_COLUMNS];

/** Adds finished calls up: each once, whatever replica dies when. */
export class UsageRollups {
  static create(options: {
    database: Knex;
    entries: UsageEntries;
    prices: readonly TokenPrice[];
    months: Pick<MonthTotals, 'add'>;
    summaries: Pick<UsageSummaries, 'reopen'>;
  }): UsageRollups {
    return new UsageRollups(options);
  }

  readonly #options: Parameters<typeof UsageRollups.create>[0];

  private constructor(options: Parameters<typeof UsageRollups.create>[0]) {
    this.#options = options;
  }

  /** Adds up what waits. Returns how many calls that were. */
  async run(): Promise<number> {
    let all = 0;
    for (;;) {
      const done = await this.#batch();
      all += done;
      if (done < BATCH) return all;
    }
  }

  /** What waits goes and its numbers come in one transaction: a crash leaves both or neither. */
  async #batch(): Promise<number> {
    const { database, entries, prices, months, summaries } = this.#options;
    return await database.transaction(async transaction => {
      if (!(await isAlone(transaction))) return 0;
      const waiting = await entries.ready(transaction, BATCH);
      if (waiting.length === 0) return 0;
      const calls = waiting.flatMap(batch => batch.entries);
      const rows = rollUp(calls, prices);
      await addRollups(transaction, rows);
      await months.add(transaction, rows);
      await summaries.reopen(
        transaction,
        rows.map(({ hour }) => hour.slice(0, 10)),
      );
      await entries.remove(
        transaction,
        waiting.map(({ id }) => id),
      );
      return calls.length;
    });
  }
}

/** Adds rows to those that are there. */
export async function addRollups(
  database: Knex,
  rollups: readonly Rollup[],
): Promise<void> {
  const rows = rollups.map(toRow);
  for (let from = 0; from < rows.length; from += ROWS) {
    await upsertRows({
      database,
      table: 'usage_rollups',
      columns: COLUMNS,
      adding: ADDING,
      rows: rows.slice(from, from + ROWS),
    });
  }
}

/** One replica at a time; another does something else meanwhile. SQLite has one anyway. */
export async function isAlone(transaction: Knex): Promise<boolean> {
  if (transaction.client.config.client !== 'pg') return true;
  const { rows } = await transaction.raw(
    'SELECT pg_try_advisory_xact_lock(?) AS locked',
    [LOCK],
  );
  return rows[0].locked === true;
}

/** As `isAlone`, but waits until it is. */
export async function awaitTurn(transaction: Knex): Promise<void> {
  if (transaction.client.config.client !== 'pg') return;
  await transaction.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
}

function toRow(rollup: Rollup): Record<string, unknown> {
  const { latency, ...row } = rollup;
  return {
    id: rollupId(rollup),
    ...row,
    ...Object.fromEntries(
      LATENCY_COLUMNS.map((name, index) => [name, latency[index]]),
    ),
  };
}
