import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';

type Change = RegistrySchemas['Change'];

/**
 * Notes that a server changed and gives the change its sequence number. Called inside `RegistryDatabase.change`.
 * The feed keeps the newest change of every server: a reader fetches the whole document anyway.
 */
export async function touchServer(
  tx: Knex.Transaction,
  serverId: string,
): Promise<number> {
  await tx('feed').where({ id: 1 }).increment('head', 1);
  const { head } = await readHead(tx);
  await tx('servers').where({ id: serverId }).update({ sequence: head });
  return head;
}

/**
 * Notes that something was stopped or a stop has ended, and gives the change its sequence number. Called inside
 * `RegistryDatabase.change`. Gateways that read of it fetch all stops.
 */
export async function touchStops(tx: Knex.Transaction): Promise<number> {
  await tx('feed').where({ id: 1 }).increment('head', 1);
  const { head } = await readHead(tx);
  await tx('feed').where({ id: 1 }).update({ stops: head });
  return head;
}

/** The feed's epoch its newest sequence number, and that of the newest change about stops. */
export async function readHead(
  knex: Knex,
): Promise<{ epoch: string; head: number; stops: number }> {
  const row = await knex('feed')
    .where({ id: 1 })
    .first('epoch', 'head', 'stops');
  if (!row) {
    throw new Error(
      'The change feed has no counter; was the database emptied?',
    );
  }
  return { epoch: row.epoch, head: row.head, stops: row.stops };
}

/** A page of the change feed. */
export async function readChanges(
  knex: Knex,
  options: { after: number; limit: number },
): Promise<RegistrySchemas['ChangePage']> {
  // The head is read first: a change that commits in between is then in the page but above the head, never the reverse.
  const { epoch, head, stops } = await readHead(knex);
  const changes = await knex('servers')
    .where('sequence', '>', options.after)
    .orderBy('sequence')
    .limit(options.limit)
    .select<Change[]>({
      sequence: 'sequence',
      serverId: 'id',
      serverRef: 'server_ref',
    });
  return { epoch, head, stops, changes };
}

/** The servers that have an access document, by id, one row more than the limit. */
export async function readIndex(
  knex: Knex,
  options: { afterId: string | undefined; limit: number },
): Promise<Change[]> {
  const query = knex('servers')
    .whereNotNull('current_ref')
    .orderBy('id')
    .limit(options.limit + 1)
    .select<Change[]>({
      sequence: 'sequence',
      serverId: 'id',
      serverRef: 'server_ref',
    });
  if (options.afterId !== undefined) {
    query.where('id', '>', options.afterId);
  }
  return await query;
}
