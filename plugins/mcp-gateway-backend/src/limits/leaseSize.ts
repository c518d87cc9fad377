/** Small limits are not cut into pieces that the first few calls use up. */
const SMALLEST = 5;
/** All leases together are a quarter of the limit. */
const PARTS = 4;
/** What a replica that is alone reserves at least, so that a few calls at once fit. */
const SMALLEST_ALONE = 20;

/**
 * What one replica may spend of a limit before anybody counts it: everything while it is alone, else a part that bounds
 * by how much replicas together can exceed the limit (docs/adr/0010).
 */
export function leaseSize(calls: number, replicas: number): number {
  return replicas <= 1 ? calls : part(calls, replicas, SMALLEST);
}

/**
 * What one replica keeps reserved at the shared counter. Never everything, also while it is alone: nobody can spend
 * what a replica that dies had reserved, until the window is over.
 */
export function reserveSize(calls: number, replicas: number): number {
  return replicas <= 1
    ? part(calls, 1, SMALLEST_ALONE)
    : leaseSize(calls, replicas);
}

function part(calls: number, replicas: number, smallest: number): number {
  const share = Math.ceil(calls / (PARTS * replicas));
  return Math.min(calls, Math.max(smallest, share));
}
