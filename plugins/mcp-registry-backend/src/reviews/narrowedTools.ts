import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { GrantRecord } from '../access/GrantStore';
import { checkTools } from '../access/terms';
import { findRevision } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { registryError } from '../service/registryError';

/**
 * The tools that stay of a grant.
 *
 * @throws InputError where they are not there, or more than the grant covers.
 */
export async function narrowedTools(
  knex: Knex,
  options: { grant: GrantRecord; server: ServerRecord; names: string[] },
): Promise<ToolSelection> {
  const { grant, server, names } = options;
  const approved = server.approvedDigest
    ? await findRevision(knex, server.approvedDigest)
    : undefined;
  const tools = checkTools({ kind: 'named', names }, approved?.toolSurface);
  if (grant.tools.kind === 'named' && tools.kind === 'named') {
    const covered = new Set(grant.tools.names);
    if (tools.names.some(name => !covered.has(name))) {
      throw registryError('terms.more-than-asked');
    }
  }
  return tools;
}
