import type { Knex } from 'knex';
import { jsonOfRows, namedTexts } from './jsonOfRows';

/** What is written, and where. */
export interface RowsToWrite<T extends object> {
  database: Knex;
  table: string;
  /** Ours, never text from outside. */
  columns: readonly string[];
  rows: readonly T[];
  /** Makes JSON of some of them, an array of rows, when it is their turn. Absent: they are rows. */
  toJson?: (bite: readonly T[]) => string;
}

/**
 * Adds rows or replaces those with the same id, in one statement with few variables: the rows as JSON, which the database
 * takes apart. Binding each value costs the gateway more than the calls that it records. Their text is made in bites.
 */
export async function upsertRows<T extends object>(
  options: RowsToWrite<T> & {
    /** Columns whose numbers are added to what is there. */
    adding?: readonly string[];
  },
): Promise<void> {
  const { table, columns } = options;
  const adding = new Set(options.adding);
  const updates = columns
    .filter(name => name !== 'id')
    .map(name =>
      adding.has(name)
        ? `"${name}" = "${table}"."${name}" + excluded."${name}"`
        : `"${name}" = excluded."${name}"`,
    )
    .join(', ');
  await write(options, `ON CONFLICT ("id") DO UPDATE SET ${updates}`);
}

/** Adds rows in one statement, in the same way. */
export async function insertRows<T extends object>(
  options: RowsToWrite<T>,
): Promise<void> {
  await write(options, '');
}

/** Adds those whose id is not there yet, in the same way. */
export async function insertMissingRows<T extends object>(
  options: RowsToWrite<T>,
): Promise<void> {
  await write(options, 'ON CONFLICT ("id") DO NOTHING');
}

async function write<T extends object>(
  { database, table, columns, rows, toJson = JSON.stringify }: RowsToWrite<T>,
  onConflict: string,
) {
  if (rows.length === 0) return;
  const names = columns.map(name => `"${name}"`).join(', ');
  const texts = await jsonOfRows(rows, bite => toJson(bite));
  const { from, text } = namedTexts(database, texts);
  await database.raw(
    `INSERT INTO "${table}" (${names}) ${source()} ${onConflict}`,
    texts,
  );

  function source(): string {
    if (database.client.config.client === 'pg') {
      return `SELECT ${names} FROM ${from}, json_populate_recordset(NULL::"${table}", ${text})`;
    }
    const values = columns
      .map(name => `json_extract(value, '$.${name}')`)
      .join(', ');
    // SQLite would otherwise read ON as the condition of a join.
    return `SELECT ${values} FROM ${from}, json_each(${text}) WHERE true`;
  }
}
