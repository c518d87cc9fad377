import {
  type AccessDocument,
  ActiveStops,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { upstreamOf } from '../access/upstreamOf';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findCurrentServers } from '../servers/ServerStore';
import type { StopRecord } from './StopStore';

type Named = Pick<StopRecord, 'kind' | 'subject'>;

/** Whether a stop hits a server as it is approved now: asked of the same rules that gateways decide by. */
export function hitsServer(
  stop: Named,
  server: Pick<ServerRecord, 'id'>,
  approved: RevisionRecord | undefined,
): boolean {
  const upstream = approved && upstreamOf(approved);
  const document: Pick<AccessDocument, 'serverId' | 'approvedRevision'> = {
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
  const { kind, subject } = stop;
  const stops = ActiveStops.from([{ id: 'asked', kind, subject }]);
  return stops?.ofServer(document, 0) !== undefined;
}

/** Servers that a stop of a package, a publisher or a host hits. */
export async function serversHit(
  knex: Knex,
  stop: Named,
): Promise<ServerRecord[]> {
  const hit: ServerRecord[] = [];
  for (const server of await findCurrentServers(knex)) {
    const approved = server.approvedDigest
      ? await findRevision(knex, server.approvedDigest)
      : undefined;
    if (hitsServer(stop, server, approved)) hit.push(server);
  }
  return hit;
}
