import type { Knex } from 'knex';
import { REGISTRY_ITSELF } from './EntityIntake';
import {
  type ServerRecord,
  type ServerRow,
  toServerRecord,
} from './ServerRecord';

/**
 * The approved server that lost its entity ref to another origin last: the one that a new server of this ref could be
 * taken for. The registry's own entry in the history tells when it lost it, whatever happened to it since.
 */
export async function findDisplacedServer(
  knex: Knex,
  server: ServerRecord,
): Promise<ServerRecord | undefined> {
  const row: ServerRow | undefined = await knex('servers')
    .join('history', 'history.about_id', 'servers.id')
    .where({
      'servers.server_ref': server.serverRef,
      'history.about_kind': 'server',
      'history.event': 'suspended',
      'history.by': REGISTRY_ITSELF,
    })
    .whereNot({ 'servers.id': server.id })
    .whereNull('servers.current_ref')
    .whereNotNull('servers.approved_digest')
    .orderBy('history.id', 'desc')
    .first('servers.*');
  return row && toServerRecord(row);
}
