import type { Knex } from 'knex';

const TABLE = 'server_aliases';
const MAX_LENGTH = 20;
const MAX_ATTEMPTS = 10_000;

/** The alias that a server's name asks for; the second, third … that asks for it gets a number. */
export function aliasFor(name: string, number: number): string {
  const suffix = number > 1 ? `-${number}` : '';
  const clean = name
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_LENGTH - suffix.length)
    .replace(/-+$/, '');
  return `${clean || 'server'}${suffix}`;
}

/**
 * Gives a new server its alias, the prefix of its tools among those of all servers: whoever comes first has it, for good.
 * It stays its own when the server is gone, so that no other server's tools ever go by its name.
 */
export async function assignAlias(
  tx: Knex,
  server: { id: string; name: string },
): Promise<void> {
  for (let number = 1; number <= MAX_ATTEMPTS; number++) {
    const alias = aliasFor(server.name, number);
    // No error in between: it would end the transaction on PostgreSQL.
    await tx(TABLE)
      .insert({ alias, server_id: server.id })
      .onConflict()
      .ignore();
    if (await findAlias(tx, server.id)) return;
  }
  throw new Error(`There is no alias left for a server named ${server.name}`);
}

/** A server's alias. */
export async function findAlias(
  knex: Knex,
  serverId: string,
): Promise<string | undefined> {
  const row: { alias: string } | undefined = await knex(TABLE)
    .where({ server_id: serverId })
    .first('alias');
  return row?.alias;
}
