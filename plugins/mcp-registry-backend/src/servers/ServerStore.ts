import type { Knex } from 'knex';
import {
  type ServerRecord,
  type ServerRow,
  toServerRecord,
} from './ServerRecord';

/** Parameters of a query are bounded, on SQLite more than elsewhere. */
const IDS_AT_ONCE = 500;

/** The server that an entity ref means now. */
export async function findServerByRef(
  knex: Knex,
  serverRef: string,
): Promise<ServerRecord | undefined> {
  const row: ServerRow | undefined = await knex('servers')
    .where({ current_ref: serverRef })
    .first();
  return row && toServerRecord(row);
}

/** A server by its id, whatever its entity ref means now. */
export async function findServerById(
  knex: Knex,
  id: string,
): Promise<ServerRecord | undefined> {
  const row: ServerRow | undefined = await knex('servers')
    .where({ id })
    .first();
  return row && toServerRecord(row);
}

/** The server that an entity ref from this origin got its id as. */
export async function findServerByOrigin(
  knex: Knex,
  options: { serverRef: string; origin: string },
): Promise<ServerRecord | undefined> {
  const row: ServerRow | undefined = await knex('servers')
    .where({ server_ref: options.serverRef, origin: options.origin })
    .first();
  return row && toServerRecord(row);
}

/** Several servers by id. */
export async function findServersById(
  knex: Knex,
  ids: string[],
): Promise<Map<string, ServerRecord>> {
  const rows: ServerRow[] = await knex('servers').whereIn('id', [
    ...new Set(ids),
  ]);
  return new Map(rows.map(row => [row.id, toServerRecord(row)]));
}

/** All servers that an entity ref means now. */
export async function findCurrentServers(knex: Knex): Promise<ServerRecord[]> {
  const rows: ServerRow[] = await knex('servers').whereNotNull('current_ref');
  return rows.map(toServerRecord);
}

/** Servers that an entity ref means now and of which tools are held back, as was said last, and those that are named. */
export async function findHeldServers(
  knex: Knex,
  ids: string[],
): Promise<ServerRecord[]> {
  const rows: ServerRow[] = await knex('servers')
    .whereNotNull('current_ref')
    .whereNotNull('held_tools');
  const known = new Set(rows.map(({ id }) => id));
  const others = ids.filter(id => !known.has(id));
  for (let from = 0; from < others.length; from += IDS_AT_ONCE) {
    const more: ServerRow[] = await knex('servers')
      .whereNotNull('current_ref')
      .whereIn('id', others.slice(from, from + IDS_AT_ONCE));
    rows.push(...more);
  }
  return rows.map(toServerRecord);
}

/** Writes columns of a server. */
export async function updateServer(
  tx: Knex,
  id: string,
  columns: Partial<ServerRow>,
): Promise<void> {
  await tx('servers').where({ id }).update(columns);
}

/** Adds a server. */
export async function insertServer(tx: Knex, row: ServerRow): Promise<void> {
  await tx('servers').insert(row);
}

/** Replaces a server's tags. */
export async function replaceTags(
  tx: Knex,
  id: string,
  tags: string[],
): Promise<void> {
  await tx('server_tags').where({ server_id: id }).delete();
  const unique = [...new Set(tags.map(tag => tag.slice(0, 100)))];
  if (unique.length > 0) {
    await tx('server_tags').insert(unique.map(tag => ({ server_id: id, tag })));
  }
}
