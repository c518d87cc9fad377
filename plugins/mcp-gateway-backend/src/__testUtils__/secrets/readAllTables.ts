import type { Knex } from 'knex';

/** Everything that a database holds, as text by table. */
export async function readAllTables(knex: Knex): Promise<Map<string, string>> {
  const isPostgres = knex.client.config.client === 'pg';
  const names: { name: string }[] = isPostgres
    ? await knex('information_schema.tables')
        .where({ table_schema: 'public', table_type: 'BASE TABLE' })
        .select({ name: 'table_name' })
    : await knex('sqlite_master').where({ type: 'table' }).select('name');
  const tables = new Map<string, string>();
  for (const { name } of names) {
    const rows: object[] = await knex(name).select();
    // Bytes as text too, else JSON would hide them in lists of numbers.
    const text = rows.map(row => Object.values(row).map(toText).join('\n'));
    tables.set(name, text.join('\n'));
  }
  return tables;
}

function toText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
