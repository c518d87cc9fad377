import type { Knex } from 'knex';
import { refusedForCaller } from '../approvals/conditions/refusedForCaller';
import type { Caller } from '../service/Caller';
import { findServersById } from './ServerStore';
import {
  activeStops,
  standingStops,
  stopOfGrants,
} from '../stops/standingStops';

/**
 * Which servers somebody has access to and cannot use all the same, because a stop or the conditions of their approval refuse every call of
 * theirs; `all` where they are stopped themselves.
 */
export async function unusableForCaller(
  knex: Knex,
  options: { caller: Caller; now: Date },
): Promise<string[] | 'all'> {
  const { now } = options;
  const { userEntityRef, ownershipEntityRefs } = options.caller;
  const caller = { userEntityRef, ownershipEntityRefs };
  const stops = await activeStops(knex, now);
  if (stops?.ofCaller(caller, undefined, now.getTime())) return 'all';
  const held: { id: string; server_id: string }[] = await knex('grants')
    .where({ state: 'active' })
    .where('expires_at', '>', now.toISOString())
    .whereIn('subject', ownershipEntityRefs)
    .select('id', 'server_id');
  const serverIds = [...new Set(held.map(grant => grant.server_id))];
  const refused = await refusedForCaller(knex, { caller, serverIds, now });
  if (!stops) return [...refused.keys()];
  const servers = [...(await findServersById(knex, serverIds)).values()];
  const standing = await standingStops(knex, { caller, servers, now });
  const stopped = servers.filter(
    server =>
      standing.stopOf(server) ??
      stopOfGrants(
        held.filter(grant => grant.server_id === server.id),
        standing,
      ),
  );
  return [...refused.keys(), ...stopped.map(({ id }) => id)];
}
