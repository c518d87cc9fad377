import type { Knex } from 'knex';
import type { RevisionRecord } from '../../revisions/RevisionStore';
import type { Caller } from '../../service/Caller';
import { registryError } from '../../service/registryError';

/**
 * A revision that came from a repository may have several authors, and one of them is its submitter. None of them decides about it.
 */
export async function requireNotAuthor(
  knex: Knex,
  caller: Pick<Caller, 'userEntityRef'>,
  revision: Pick<RevisionRecord, 'serverId'>,
): Promise<void> {
  const row = await knex('gitops_authors')
    .where({ server_id: revision.serverId, user_ref: caller.userEntityRef })
    .first();
  if (row) throw registryError('revision.own');
}
