import type { Knex } from 'knex';
import { findRevision } from '../revisions/RevisionStore';
import { registryError } from '../service/registryError';
import { findServerById } from '../servers/ServerStore';
import type { FoundException } from './exceptionRole';
import { findException } from './ExceptionStore';

/** An exception with its server and its version. */
export async function mustFindException(
  knex: Knex,
  id: string,
): Promise<FoundException> {
  const exception = await findException(knex, id);
  const server = exception && (await findServerById(knex, exception.serverId));
  const revision = exception && (await findRevision(knex, exception.digest));
  if (!exception || !server || !revision) {
    throw registryError('exception.not-found');
  }
  return { exception, server, revision };
}
