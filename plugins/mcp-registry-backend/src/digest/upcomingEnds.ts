import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';

type Ends = RegistrySchemas['OwnerDigest']['ends'];

/** So far ahead owners are told. */
const AHEAD_MS = 30 * 24 * 60 * 60_000;
const SHOWN = 50;

/** What ends soon on an owner's servers, the first first: approvals, exceptions, accesses, and servers themselves. */
export async function upcomingEnds(
  knex: Knex,
  options: { owner: string; now: Date },
): Promise<Ends> {
  const { owner } = options;
  const now = options.now.toISOString();
  const until = new Date(+options.now + AHEAD_MS).toISOString();
  const servers = () =>
    knex('servers').whereNotNull('current_ref').where('servers.owner', owner);
  const soon = async (
    kind: Ends[number]['kind'],
    query: Knex.QueryBuilder,
    columns: { at: string; what?: string },
  ): Promise<Ends> => {
    const rows: { server: string; at: string; what?: string }[] = await query
      .where(columns.at, '>', now)
      .where(columns.at, '<=', until)
      .orderBy([columns.at, 'servers.current_ref'])
      .limit(SHOWN)
      .select({ server: 'servers.current_ref', ...columns });
    return rows.map(({ server, at, what }) => ({
      ...{ kind, serverRef: server, at },
      ...(what && { what }),
    }));
  };
  const ends = await Promise.all([
    soon(
      'approval',
      servers()
        .join('approval_conditions as ends', 'ends.server_id', 'servers.id')
        .whereNull('ends.ended_at')
        .whereRaw('ends.digest = servers.approved_digest'),
      { at: 'ends.until' },
    ),
    soon(
      'exception',
      servers()
        .join('exceptions as ends', 'ends.server_id', 'servers.id')
        .where('ends.state', 'approved'),
      { at: 'ends.expires_at', what: 'ends.check_id' },
    ),
    soon(
      'grant',
      servers()
        .join('grants as ends', 'ends.server_id', 'servers.id')
        .where('ends.state', 'active'),
      { at: 'ends.expires_at', what: 'ends.subject' },
    ),
    soon('server', servers(), { at: 'servers.retire_at' }),
  ]);
  return ends
    .flat()
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, SHOWN);
}
