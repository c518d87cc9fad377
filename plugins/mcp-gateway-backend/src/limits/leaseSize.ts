/** Small limits are not cut into pieces that the first few calls use up. */
const SMALLEST = 5;
/** All leases together are a quarter of the limit. */
const PARTS = 4;

/**
 * What one replica may hold of a limit: everything while it is alone, else a part that bounds by how much replicas
 * together can exceed the limit (docs/adr/0010).
 */
export function leaseSize(calls: number, replicas: number): number {
  return replicas <= 1
    ? calls
    : Math.min(
        calls,
        Math.max(SMALLEST, Math.ceil(calls / (PARTS * replicas))),
      );
}
