import type { FleetReplica } from '../api/types';

/** What people call a replica: its machine, and what tells it from others there. */
export function replicaName(
  replica: Pick<FleetReplica, 'id' | 'host'>,
): string {
  const id = replica.id.slice(0, 8);
  return replica.host ? `${replica.host} (${id})` : id;
}
