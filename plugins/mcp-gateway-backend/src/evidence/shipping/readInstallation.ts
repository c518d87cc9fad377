import { randomUUID } from 'crypto';
import type { Knex } from 'knex';

/** Which installation a database is. Spools are kept by it, so that none gets into another one's database. */
export async function readInstallation(database: Knex): Promise<string> {
  await database('audit_installation')
    .insert({ id: 1, installation: randomUUID() })
    .onConflict('id')
    .ignore();
  const row = await database('audit_installation').where({ id: 1 }).first();
  return row.installation;
}
