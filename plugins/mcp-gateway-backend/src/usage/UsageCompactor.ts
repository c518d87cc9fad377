import type { Knex } from 'knex';
import { mergeRollups } from './rollUp';
import type { UsageSummaries } from './summaries/UsageSummaries';
import { DIMENSIONS, type Rollup, type RollupKey } from './types';
import { addRollups, isAlone } from './UsageRollups';
import { sumOf } from './UsageSum';

const TABLE = 'usage_rollups';
const DAY_MS = 24 * 60 * 60 * 1000;
const PAGE = 5_000;

/** Makes days of old hours, and removes what is past its time. */
export class UsageCompactor {
  static create(options: {
    database: Knex;
    hourDays: number;
    retentionDays: number;
    summaries: Pick<UsageSummaries, 'removeBefore'>;
    now?: () => number;
  }): UsageCompactor {
    return new UsageCompactor(options);
  }

  readonly #options: Parameters<typeof UsageCompactor.create>[0];

  private constructor(options: Parameters<typeof UsageCompactor.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { database, hourDays, retentionDays, summaries } = this.#options;
    await database(TABLE)
      .where('hour', '<', this.#daysAgo(retentionDays))
      .delete();
    await summaries.removeBefore(this.#daysAgo(retentionDays).slice(0, 10));
    while (await this.#page(this.#daysAgo(hourDays))) {
      // The next page; each is a transaction of its own.
    }
  }

  /** Hours go and the days that they are added to come in one transaction. `false`: none is left. */
  async #page(before: string): Promise<boolean> {
    return await this.#options.database.transaction(async transaction => {
      if (!(await isAlone(transaction))) return false;
      const rows: (Record<string, string | number> & { id: string })[] =
        await transaction(TABLE)
          .where('grain', 'hour')
          .where('hour', '<', before)
          .orderBy('hour')
          .limit(PAGE);
      if (rows.length === 0) return false;
      await addRollups(transaction, mergeRollups(rows.map(toDay)));
      await transaction(TABLE)
        .whereIn(
          'id',
          rows.map(({ id }) => id),
        )
        .delete();
      return rows.length === PAGE;
    });
  }

  #daysAgo(days: number): string {
    const now = this.#options.now?.() ?? Date.now();
    const day = new Date(now - days * DAY_MS).toISOString().slice(0, 10);
    return `${day}T00:00:00Z`;
  }
}

function toDay(row: Record<string, string | number>): Rollup {
  const key = Object.fromEntries(
    DIMENSIONS.map(name => [name, row[name]]),
  ) as unknown as RollupKey;
  return {
    ...key,
    grain: 'day',
    hour: `${key.hour.slice(0, 10)}T00:00:00Z`,
    ...sumOf(row),
  };
}
