import type { Knex } from 'knex';
import type { ColumnType, ColumnValue } from './BinaryArray';
import { columnsOfRows } from './columnsOfRows';
import { jsonOfRows, namedTexts } from './jsonOfRows';

type Row = Readonly<Record<string, ColumnValue>>;

/** What is written, and where. */
export interface RowsToWrite<T extends object> {
  database: Knex;
  table: string;
  /** Ours, never text from outside. With their types they are quicker where the database is PostgreSQL. */
  columns: readonly string[] | Readonly<Record<string, ColumnType>>;
  rows: readonly T[];
  /** Makes a row when it is its turn. Absent: they are rows. */
  toRow?: (item: T) => Row;
}

/**
 * Adds rows or replaces those with the same id, in one statement with few variables: all rows as JSON, or each column as an array, which
 * the database takes apart. Binding each value costs the gateway more than the calls that it records. Both are made in bites.
 */
export async function upsertRows<T extends object>(
  options: RowsToWrite<T> & {
    /** Columns whose numbers are added to what is there. */
    adding?: readonly string[];
  },
): Promise<void> {
  const { table } = options;
  const adding = new Set(options.adding);
  const updates = namesOf(options)
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
  options: RowsToWrite<T>,
  onConflict: string,
) {
  const { database, table, rows } = options;
  if (rows.length === 0) return;
  const names = namesOf(options)
    .map(name => `"${name}"`)
    .join(', ');
  const { source, bindings } = await sourceOf(options, names);
  await database.raw(
    `INSERT INTO "${table}" (${names}) ${source} ${onConflict}`,
    bindings,
  );
}

async function sourceOf<T extends object>(
  options: RowsToWrite<T>,
  names: string,
): Promise<{ source: string; bindings: (string | Buffer | null)[] }> {
  const { database, table, columns, rows } = options;
  const toRow = options.toRow ?? (item => item as Row);
  const isPg = database.client.config.client === 'pg';
  if (isPg && !isNames(columns)) {
    const taken = await columnsOfRows(rows, columns, toRow);
    const { from, select, bindings } = taken;
    return { source: `SELECT ${select} FROM ${from}`, bindings };
  }
  const texts = await jsonOfRows(rows, bite =>
    JSON.stringify(bite.map(item => toRow(item))),
  );
  const { from, text } = namedTexts(database, texts);
  if (isPg) {
    const set = `json_populate_recordset(NULL::"${table}", ${text})`;
    return { source: `SELECT ${names} FROM ${from}, ${set}`, bindings: texts };
  }
  const values = namesOf(options)
    .map(name => `json_extract(value, '$.${name}')`)
    .join(', ');
  // SQLite would otherwise read ON as the condition of a join.
  const set = `json_each(${text}) WHERE true`;
  return { source: `SELECT ${values} FROM ${from}, ${set}`, bindings: texts };
}

function namesOf({ columns }: Pick<RowsToWrite<object>, 'columns'>) {
  return isNames(columns) ? columns : Object.keys(columns);
}

function isNames(
  columns: RowsToWrite<object>['columns'],
): columns is readonly string[] {
  return Array.isArray(columns);
}
