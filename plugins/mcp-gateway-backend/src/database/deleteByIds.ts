import type { Knex } from 'knex';

/** Deletes rows in one statement with one variable, the ids as JSON. `whereIn` would bind each of them. */
export async function deleteByIds(options: {
  database: Knex;
  /** Ours, never text from outside; its ids are text. */
  table: string;
  ids: readonly string[];
}): Promise<void> {
  const { database, table, ids } = options;
  if (ids.length === 0) return;
  const given =
    database.client.config.client === 'pg'
      ? 'json_array_elements_text(?::json)'
      : 'json_each(?)';
  await database.raw(
    `DELETE FROM "${table}" WHERE "id" IN (SELECT value FROM ${given})`,
    [JSON.stringify(ids)],
  );
}
