import {
  ActiveStops,
  type DecisionReason,
  type Stop,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { GrantRecord } from '../access/GrantStore';
import { findRevisions } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import { documentOf } from './serversHit';
import { type StopRow, toStopRecord, whereInForce } from './StopStore';

/** A stop as those hear of it whose calls it refuses. */
export type HeardStop = RegistrySchemas['HeardStop'];

/** What stops refuse of one person: every call of a server, or those that a grant covers. */
export interface Standing {
  stopOf(server: ServerRecord): HeardStop | undefined;
  stopOfGrant(grant: Pick<GrantRecord, 'id'>): HeardStop | undefined;
}

const NOTHING: Standing = {
  stopOf: () => undefined,
  stopOfGrant: () => undefined,
};

/** The stops in force; nothing where there are none. */
export async function activeStops(
  knex: Knex,
  now: Date,
): Promise<ActiveStops | undefined> {
  const query = knex('stops');
  whereInForce(query, now);
  const rows: StopRow[] = await query;
  return ActiveStops.from(rows.map(toStopRecord));
}

/** Tells of which servers every call of a person is refused by a stop, by the rules that gateways decide by. */
export async function standingStops(
  knex: Knex,
  options: {
    /** Whose calls; without, what holds for everybody. */
    caller?: Pick<Caller, 'userEntityRef' | 'ownershipEntityRefs'>;
    servers: readonly ServerRecord[];
    now: Date;
  },
): Promise<Standing> {
  const { caller, servers } = options;
  const stops = await activeStops(knex, options.now);
  if (!stops) return NOTHING;
  const now = options.now.getTime();
  const ofCaller = heard(
    'stop.caller',
    caller && stops.ofCaller(caller, undefined, now),
  );
  if (ofCaller) return { stopOf: () => ofCaller, stopOfGrant: () => ofCaller };
  const approved = await findRevisions(
    knex,
    servers.flatMap(({ approvedDigest }) => approvedDigest ?? []),
  );
  return {
    stopOf: server => {
      const document = documentOf(
        server,
        approved.get(server.approvedDigest ?? ''),
      );
      const { userEntityRef } = caller ?? {};
      return (
        heard('stop.server', stops.ofServer(document, now)) ??
        heard(
          'stop.access',
          userEntityRef && stops.ofConnection(server.id, userEntityRef, now),
        )
      );
    },
    stopOfGrant: ({ id }) => heard('stop.access', stops.ofGrant(id, now)),
  };
}

/** The stop of somebody's access to one server, where every grant of theirs is stopped. */
export function stopOfGrants(
  grants: readonly Pick<GrantRecord, 'id'>[],
  standing: Standing,
): HeardStop | undefined {
  const stops = grants.map(grant => standing.stopOfGrant(grant));
  return stops.every(stop => stop !== undefined) ? stops[0] : undefined;
}

function heard(
  reason: Extract<DecisionReason, `stop.${string}`> & HeardStop['reason'],
  stop: Stop | '' | undefined,
): HeardStop | undefined {
  if (!stop) return undefined;
  const { message, endsAt } = stop;
  return {
    reason,
    ...(message !== undefined && { message }),
    ...(endsAt !== undefined && { endsAt }),
  };
}
