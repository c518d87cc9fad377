import type { Knex } from 'knex';

/** Narrows a query to rows with one of these ids, in one variable: `whereIn` would bind each of them. The ids are UUIDs. */
export function whereIdIn<T extends {}, R>(
  query: Knex.QueryBuilder<T, R>,
  ids: readonly string[],
): Knex.QueryBuilder<T, R> {
  const isPg = query.client.config.client === 'pg';
  return isPg
    ? query.whereRaw('id = ANY(?::uuid[])', [[...ids]])
    : query.whereRaw('id IN (SELECT value FROM json_each(?))', [
        JSON.stringify(ids),
      ]);
}
