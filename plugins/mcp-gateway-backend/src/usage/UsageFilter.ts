import type { Knex } from 'knex';
import { daysAfter } from './summaries/coverDays';
import type { Cube, Name } from './types';

/** Whose usage of what, and when. */
export interface UsageFilter {
  /** ISO 8601, the hour that begins it. */
  since: string;
  /** Not itself. */
  until: string;
  owners?: readonly string[];
  serverRef?: string;
  tool?: string;
  person?: string;
  team?: string;
  client?: string;
}

const MIDNIGHT = 'T00:00:00Z';

/** The values that each name may have, of those that are asked for. */
export function namedIn(filter: UsageFilter): Map<Name, readonly string[]> {
  const one = (value: string | undefined) =>
    value === undefined ? undefined : [value];
  const asked: [Name, readonly string[] | undefined][] = [
    ['owner_ref', filter.owners],
    ['server_ref', one(filter.serverRef)],
    ['tool', one(filter.tool)],
    ['person', one(filter.person)],
    ['team', one(filter.team)],
    ['client', one(filter.client)],
  ];
  return new Map(
    asked.flatMap(([name, values]) => (values ? [[name, values]] : [])),
  );
}

/** Narrows a query by what is asked for, but the time. */
export function applyNames(
  query: Knex.QueryBuilder,
  filter: UsageFilter,
): Knex.QueryBuilder {
  for (const [name, values] of namedIn(filter)) {
    query.whereIn(name, [...values]);
  }
  return query;
}

/** Narrows a query on `usage_rollups`. */
export function applyFilter(
  query: Knex.QueryBuilder,
  cube: Cube,
  filter: UsageFilter,
): Knex.QueryBuilder {
  query
    .where('cube', cube)
    .where('hour', '>=', filter.since)
    .where('hour', '<', filter.until);
  return applyNames(query, filter);
}

/** The fewest rows that still tell who is asked for. */
export function cubeFor(filter: UsageFilter): 'tools' | 'full' {
  const isAboutSomebody =
    filter.person ?? filter.team ?? filter.client ?? undefined;
  return isAboutSomebody === undefined ? 'tools' : 'full';
}

/** The same where nothing is told apart but the time. */
export function timeCubeFor(filter: UsageFilter): Cube {
  const names = [...namedIn(filter).keys()];
  if (names.length === 0) return 'hours';
  if (names.length > 1) return cubeFor(filter);
  const cubes: Partial<Record<Name, Cube>> = {
    owner_ref: 'owners',
    team: 'teams',
  };
  return cubes[names[0]] ?? cubeFor(filter);
}

/** The same with its days whole. */
export function wholeDays(filter: UsageFilter): UsageFilter {
  const { since, until } = filter;
  const lastDay = until.slice(0, 10);
  return {
    ...filter,
    since: `${since.slice(0, 10)}${MIDNIGHT}`,
    until: until.endsWith(MIDNIGHT)
      ? until
      : `${daysAfter(lastDay, 1)}${MIDNIGHT}`,
  };
}

/** The days of a time that has none in part; `undefined`: it has. */
export function daysOf({
  since,
  until,
}: UsageFilter): { since: string; until: string } | undefined {
  if (!since.endsWith(MIDNIGHT) || !until.endsWith(MIDNIGHT)) return undefined;
  return { since: since.slice(0, 10), until: until.slice(0, 10) };
}
