import type { Knex } from 'knex';
import { LATENCY_COLUMNS } from './latency';
import { MEASURES, type Cube, type Name } from './types';
import type { UsageSummaries } from './summaries/UsageSummaries';
import { applyFilter, type UsageFilter } from './UsageFilter';
import { findParts, rowsOf } from './UsageParts';
import { sumOf, type UsageSum } from './UsageSum';

const TABLE = 'usage_rollups';

/** A sum and what it is of. */
export interface GroupedSum {
  by: Record<string, string>;
  sum: UsageSum;
}

/** What is added up of rows. */
const NUMBERS = [...MEASURES, ...LATENCY_COLUMNS];

/** Reads rollups and what is summarised of them: the only tables that answers about usage are made from. */
export class UsageStore {
  static create(options: {
    database: Knex;
    summaries: Pick<UsageSummaries, 'summarised'>;
  }): UsageStore {
    return new UsageStore(options);
  }

  readonly #database: Knex;
  readonly #summaries: Pick<UsageSummaries, 'summarised'>;

  private constructor(options: Parameters<typeof UsageStore.create>[0]) {
    this.#database = options.database;
    this.#summaries = options.summaries;
  }

  /** Sums by what is named, the most used first. */
  async sums(options: {
    /** The rollups to read where nothing smaller tells all of it apart. */
    cube: Cube;
    filter: UsageFilter;
    by: readonly Name[];
    limit: number;
    /** Only what was refused, or only what was not. */
    refused?: boolean;
    /** Only where this has a name. */
    named?: Name;
  }): Promise<GroupedSum[]> {
    const { by, limit, named } = options;
    const parts = await findParts({ ...options, summaries: this.#summaries });
    const isNamed = (query: Knex.QueryBuilder) => {
      if (named) query.whereNot(named, '');
    };
    const order = [
      { column: 'calls', order: 'desc' },
      ...by.map(column => ({ column })),
    ];
    const numbers = (narrow: (query: Knex.QueryBuilder) => void) =>
      rowsOf(this.#database, parts, [...by, ...NUMBERS], narrow)
        .select([...by])
        .sum(Object.fromEntries(NUMBERS.map(name => [name, name])))
        .groupBy([...by]);
    // Of rollups each row is read anyway.
    if (!parts.some(({ isSummary }) => isSummary)) {
      return grouped(await numbers(isNamed).orderBy(order).limit(limit), by);
    }
    // First who they are, which an index of summaries knows, then all numbers of those alone.
    const top: Record<string, string>[] = await rowsOf(
      this.#database,
      parts,
      [...by, 'calls'],
      isNamed,
    )
      .select([...by])
      .sum({ calls: 'calls' })
      .groupBy([...by])
      .orderBy(order)
      .limit(limit);
    if (top.length === 0) return [];
    const rows = await numbers(query => {
      for (const column of by) {
        query.whereIn(column, [...new Set(top.map(row => row[column]))]);
      }
    });
    const found = new Map(
      grouped(rows, by).map(one => [keyOf(one.by, by), one]),
    );
    return top.flatMap(row => found.get(keyOf(row, by)) ?? []);
  }

  /** How many different people and agents, by whole days. */
  async countPeople(filter: UsageFilter): Promise<number> {
    const since = `${filter.since.slice(0, 10)}T00:00:00Z`;
    const whole = { ...filter, since };
    const query = applyFilter(this.#database(TABLE), 'people', whole);
    const [{ count }] = await query
      .whereNot('person', '')
      .countDistinct({ count: 'person' });
    return Number(count);
  }

  /** Sums by time, earliest first. */
  async trend(
    cube: Cube,
    filter: UsageFilter,
    grain: 'hour' | 'day',
  ): Promise<GroupedSum[]> {
    const at = this.#database.raw(
      `substr(hour, 1, ${grain === 'hour' ? 13 : 10})`,
    );
    const query = this.#sums(cube, filter)
      .select({ at })
      .groupBy(at as unknown as string)
      .orderBy('at');
    return grouped(await query, ['at']);
  }

  /** Calls by hour, where hours are still told apart. */
  async hours(
    cube: Cube,
    filter: UsageFilter,
  ): Promise<{ hour: string; calls: number }[]> {
    const query = applyFilter(this.#database(TABLE), cube, filter)
      .where('grain', 'hour')
      .select('hour')
      .sum({ calls: 'calls' })
      .groupBy('hour');
    const rows: { hour: string; calls: number | string }[] = await query;
    return rows.map(({ hour, calls }) => ({ hour, calls: Number(calls) }));
  }

  #sums(cube: Cube, filter: UsageFilter): Knex.QueryBuilder {
    const sums = Object.fromEntries(NUMBERS.map(name => [name, name]));
    return applyFilter(this.#database(TABLE), cube, filter).sum(sums);
  }
}

function keyOf(row: Record<string, string>, by: readonly string[]): string {
  return JSON.stringify(by.map(name => row[name]));
}

function grouped(
  rows: Record<string, unknown>[],
  by: readonly string[],
): GroupedSum[] {
  return rows.map(row => ({
    by: Object.fromEntries(by.map(name => [name, String(row[name])])),
    sum: sumOf(row),
  }));
}
