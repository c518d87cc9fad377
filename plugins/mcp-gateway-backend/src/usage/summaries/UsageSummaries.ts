import type { Knex } from 'knex';
import { LATENCY_COLUMNS } from '../latency';
import { MEASURES, NAMES } from '../types';
import {
  type DayRange,
  daysAfter,
  mondayOf,
  type SummarisedDays,
} from './coverDays';
import { SUMMARY_CUBES, type SummaryShape } from './summaryCubes';

const ROWS = 'usage_summaries';
const DAYS = 'usage_summary_days';
const NUMBERS = [...MEASURES, ...LATENCY_COLUMNS];
/** So long after its end, few calls of a day are still on their way. */
const LATE_MS = 10 * 60 * 1000;

/**
 * Days and weeks that are over, added up once more: their rows do not change with each call, so there may be many kinds of them. A call of
 * such a day that comes late opens it again: it is read from the rollups until it is summarised anew.
 */
export class UsageSummaries {
  static create(options: {
    database: Knex;
    /** Lets one replica at a time change what is added up; waits for its turn. */
    awaitTurn: (transaction: Knex) => Promise<void>;
    now?: () => number;
  }): UsageSummaries {
    return new UsageSummaries(options);
  }

  readonly #database: Knex;
  readonly #awaitTurn: (transaction: Knex) => Promise<void>;
  readonly #now: () => number;

  private constructor(options: Parameters<typeof UsageSummaries.create>[0]) {
    this.#database = options.database;
    this.#awaitTurn = options.awaitTurn;
    this.#now = options.now ?? Date.now;
  }

  /** Adds up what is over and is not added up yet, each day and each week in a transaction of its own. */
  async run(): Promise<void> {
    const first = await this.#firstDay();
    if (first === undefined) return;
    const today = this.#dateOf(this.#now() - LATE_MS);
    const range = { since: mondayOf(first), until: today };
    const { days } = await this.summarised(range);
    for (let day = range.since; day < today; day = daysAfter(day, 1)) {
      if (!days.has(day)) await this.#summarise('day', day);
    }
    const { days: all, weeks } = await this.summarised(range);
    for (
      let week = range.since;
      daysAfter(week, 7) <= today;
      week = daysAfter(week, 7)
    ) {
      const isWhole = weekDays(week).every(day => all.has(day));
      if (isWhole && !weeks.has(week)) await this.#summarise('week', week);
    }
  }

  /** Of which days there are summaries, and of which weeks. */
  async summarised({ since, until }: DayRange): Promise<SummarisedDays> {
    const rows: { grain: string; day: string }[] = await this.#database(DAYS)
      .where('day', '>=', since)
      .where('day', '<', until)
      .select('grain', 'day');
    const of = (grain: string) =>
      new Set(rows.filter(row => row.grain === grain).map(({ day }) => day));
    return { days: of('day'), weeks: of('week') };
  }

  /** Something is added to these days, in the transaction that adds it. */
  async reopen(transaction: Knex, changed: Iterable<string>): Promise<void> {
    const days = [...new Set(changed)];
    const weeks = [...new Set(days.map(mondayOf))];
    await transaction(DAYS)
      .where(query => query.where({ grain: 'day' }).whereIn('day', days))
      .orWhere(query => query.where({ grain: 'week' }).whereIn('day', weeks))
      .delete();
  }

  /** Removes what is past its time. A week goes with its Monday. */
  async removeBefore(day: string): Promise<void> {
    await this.#database.transaction(async transaction => {
      await transaction(DAYS).where('day', '<', day).delete();
      await transaction(ROWS).where('day', '<', day).delete();
    });
  }

  async #summarise(grain: 'day' | 'week', day: string): Promise<void> {
    await this.#database.transaction(async transaction => {
      await this.#awaitTurn(transaction);
      const key = { grain, day };
      // Another replica was quicker.
      if (await transaction(DAYS).where(key).first('day')) return;
      if (grain === 'week' && !(await this.#isWhole(transaction, day))) return;
      await transaction(ROWS).where(key).delete();
      if (grain === 'week') await addWeek(transaction, day);
      else {
        for (const cube of Object.keys(SUMMARY_CUBES)) {
          await addDay(transaction, cube, day);
        }
      }
      await transaction(DAYS).insert(key);
    });
  }

  /** Nothing came late meanwhile. */
  async #isWhole(transaction: Knex, week: string): Promise<boolean> {
    const rows = await transaction(DAYS)
      .where({ grain: 'day' })
      .whereIn('day', weekDays(week))
      .select('day');
    return rows.length === 7;
  }

  async #firstDay(): Promise<string | undefined> {
    const row = await this.#database('usage_rollups')
      .where({ cube: 'hours' })
      .min({ hour: 'hour' })
      .first();
    return row?.hour?.slice(0, 10);
  }

  #dateOf(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
  }
}

function weekDays(week: string): string[] {
  return Array.from({ length: 7 }, (_, index) => daysAfter(week, index));
}

const COLUMNS = ['cube', 'grain', 'day', ...NAMES, ...NUMBERS];
/** A database does not guess what a selected parameter is. */
const TEXT = 'CAST(? AS text)';

async function addDay(
  transaction: Knex,
  cube: string,
  day: string,
): Promise<void> {
  const { from, names, onlyRefused }: SummaryShape = SUMMARY_CUBES[cube];
  const source = transaction('usage_rollups')
    .where('cube', from)
    .where('hour', '>=', `${day}T00:00:00Z`)
    .where('hour', '<', `${daysAfter(day, 1)}T00:00:00Z`)
    .select(
      transaction.raw(`${TEXT}, ${TEXT}, ${TEXT}`, [cube, 'day', day]),
      ...NAMES.map(name =>
        names.includes(name) ? name : transaction.raw("''"),
      ),
      ...NUMBERS.map(name => transaction.raw('sum(??)', [name])),
    )
    .groupBy([...names]);
  if (onlyRefused) source.where('refused', '>', 0);
  await transaction(transaction.raw(target())).insert(source);
}

async function addWeek(transaction: Knex, week: string): Promise<void> {
  const source = transaction(ROWS)
    .where({ grain: 'day' })
    .whereIn('day', weekDays(week))
    .select(
      'cube',
      transaction.raw(`${TEXT}, ${TEXT}`, ['week', week]),
      ...NAMES,
      ...NUMBERS.map(name => transaction.raw('sum(??)', [name])),
    )
    .groupBy(['cube', ...NAMES]);
  await transaction(transaction.raw(target())).insert(source);
}

/** What `INSERT INTO … SELECT` fills. */
function target(): string {
  return `${ROWS} (${COLUMNS.join(', ')})`;
}
