import type { Knex } from 'knex';

/**
 * Adds rows or replaces those with the same id, in one statement with one variable: the rows as JSON, which the database
 * takes apart. Binding each value costs the gateway more than the calls that it records.
 *
 * @param options - `columns` are ours, never text from outside
 */
export async function upsertRows(options: {
  database: Knex;
  table: string;
  columns: readonly string[];
  rows: readonly object[];
}): Promise<void> {
  const { database, table, columns, rows } = options;
  if (rows.length === 0) return;
  const names = columns.map(name => `"${name}"`).join(', ');
  const updates = columns
    .filter(name => name !== 'id')
    .map(name => `"${name}" = excluded."${name}"`)
    .join(', ');
  await database.raw(
    `INSERT INTO "${table}" (${names}) ${source()} ON CONFLICT ("id") DO UPDATE SET ${updates}`,
    [JSON.stringify(rows)],
  );

  function source(): string {
    if (database.client.config.client === 'pg') {
      return `SELECT ${names} FROM json_populate_recordset(NULL::"${table}", ?::json)`;
    }
    const values = columns
      .map(name => `json_extract(value, '$.${name}')`)
      .join(', ');
    // SQLite would otherwise read ON as the condition of a join.
    return `SELECT ${values} FROM json_each(?) WHERE true`;
  }
}
