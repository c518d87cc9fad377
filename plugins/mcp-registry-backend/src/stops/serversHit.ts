import {
  type AccessDocument,
  ActiveStops,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { upstreamOf } from '../access/upstreamOf';
import { findRevisions, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findCurrentServers } from '../servers/ServerStore';
import type { StopRecord } from './StopStore';

const AT_ONCE = 200;

type Named = Pick<StopRecord, 'kind' | 'subject'>;

/** Whether a stop hits a server as it is approved now: asked of the same rules that gateways decide by. */
export function hitsServer(
  stop: Named,
  server: Pick<ServerRecord, 'id'>,
  approved: RevisionRecord | undefined,
): boolean {
  const { kind, subject } = stop;
  const stops = ActiveStops.from([{ id: 'asked', kind, subject }]);
  return stops?.ofServer(documentOf(server, approved), 0) !== undefined;
}

/** What stops are looked up by, of a server as it is approved now. */
export function documentOf(
  server: Pick<ServerRecord, 'id'>,
  approved: RevisionRecord | undefined,
): Pick<AccessDocument, 'serverId' | 'approvedRevision'> {
  const upstream = approved && upstreamOf(approved);
  return {
    serverId: server.id,
    ...(approved &&
      upstream && {
        approvedRevision: {
          digest: approved.digest,
          upstream,
          credential: approved.facts.credential,
          tools: null,
        },
      }),
  };
}

/** Servers that a stop of a package, a publisher or a host hits. */
export async function serversHit(
  knex: Knex,
  stop: Named,
): Promise<ServerRecord[]> {
  const servers = (await findCurrentServers(knex)).filter(
    ({ approvedDigest }) => approvedDigest !== undefined,
  );
  const hit: ServerRecord[] = [];
  for (let start = 0; start < servers.length; start += AT_ONCE) {
    const some = servers.slice(start, start + AT_ONCE);
    const approved = await findRevisions(
      knex,
      some.flatMap(({ approvedDigest }) => approvedDigest ?? []),
    );
    hit.push(
      ...some.filter(server =>
        hitsServer(stop, server, approved.get(server.approvedDigest ?? '')),
      ),
    );
  }
  return hit;
}
