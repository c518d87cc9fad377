import type { Knex } from 'knex';

/** What a report is about. */
export interface ReportScope {
  /** ISO 8601 in UTC, inclusive. */
  from: string;
  /** ISO 8601 in UTC, exclusive. */
  to: string;
  /** Only servers of these owners; all without. */
  owners?: readonly string[];
}

/** One table of a report. */
export interface ReportSection<Column extends string = string> {
  id: string;
  columns: readonly Column[];
  /** Whether it tells of servers alone: what is about more is for those who see all of them. */
  isOfServers: boolean;
  /** Everything that lived or was decided in the period; in an order that does not change. */
  query: (knex: Knex, scope: ReportScope) => Knex.QueryBuilder;
  /** Text of each column; empty where nothing is known. */
  row: (row: any) => Record<Column, string>;
}

/** Bounds a query that joins `servers` to the servers of a scope. */
export function ofOwners(
  query: Knex.QueryBuilder,
  { owners }: ReportScope,
): Knex.QueryBuilder {
  return owners ? query.whereIn('servers.owner', [...owners]) : query;
}
