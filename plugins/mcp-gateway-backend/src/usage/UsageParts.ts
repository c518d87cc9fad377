import type { Knex } from 'knex';
import { coverDays } from './summaries/coverDays';
import { summaryFor } from './summaries/summaryCubes';
import type { UsageSummaries } from './summaries/UsageSummaries';
import type { Cube, Name } from './types';
import {
  applyFilter,
  applyNames,
  daysOf,
  namedIn,
  type UsageFilter,
} from './UsageFilter';

/** What a question about usage is answered from: rows of several tables, each call in one of them. */
export interface UsagePart {
  isSummary: boolean;
  rows(database: Knex): Knex.QueryBuilder;
}

/** Which rows answer a question: summaries where there are any of it, rollups for the rest. */
export async function findParts(options: {
  summaries: Pick<UsageSummaries, 'summarised'>;
  filter: UsageFilter;
  by: readonly Name[];
  /** The rollups that could answer all of it. */
  cube: Cube;
  refused?: boolean;
}): Promise<UsagePart[]> {
  const { summaries, filter, by, cube, refused } = options;
  const rollups = (time: { since: string; until: string }): UsagePart => ({
    isSummary: false,
    rows(database) {
      const query = applyFilter(database('usage_rollups'), cube, {
        ...filter,
        ...time,
      });
      if (refused !== undefined) query.where('refused', refused ? '>' : '=', 0);
      return query;
    },
  });
  const days = daysOf(filter);
  const summary = summaryFor([...by, ...namedIn(filter).keys()], refused);
  if (!days || !summary) return [rollups(filter)];
  const cover = coverDays(days, await summaries.summarised(days));
  const summarised = (grain: string, starts: readonly string[]): UsagePart => ({
    isSummary: true,
    rows: database =>
      applyNames(
        database('usage_summaries')
          .where({ cube: summary, grain })
          .whereIn('day', [...starts]),
        filter,
      ),
  });
  return [
    ...(cover.weeks.length > 0 ? [summarised('week', cover.weeks)] : []),
    ...(cover.days.length > 0 ? [summarised('day', cover.days)] : []),
    ...cover.open.map(({ since, until }) =>
      rollups({ since: `${since}T00:00:00Z`, until: `${until}T00:00:00Z` }),
    ),
  ];
}

/** These columns of all parts, as one table. */
export function rowsOf(
  database: Knex,
  parts: readonly UsagePart[],
  columns: readonly string[],
  narrow: (query: Knex.QueryBuilder) => void = () => {},
): Knex.QueryBuilder {
  const [first, ...others] = parts.map(part => {
    const query = part.rows(database).select([...columns]);
    narrow(query);
    return query;
  });
  return database.from(first.unionAll(others).as('parts'));
}
