import type { KubernetesObject } from '@kubernetes/client-node';
import type { ClusterClient } from './ClusterClient';
import { findDrift } from './findDrift';

/**
 * Makes objects as they must be.
 *
 * @returns what was there and had been changed by somebody else: in words.
 */
export async function keepObjects(
  client: Pick<ClusterClient, 'get' | 'apply'>,
  objects: readonly KubernetesObject[],
): Promise<string[]> {
  const repaired: string[] = [];
  for (const wanted of objects) {
    const live = await client.get(wanted);
    const drift = live && findDrift(wanted, live);
    if (drift?.length === 0) continue;
    await client.apply(wanted);
    if (drift) {
      const { kind, metadata } = wanted;
      repaired.push(
        `${kind} ${metadata!.namespace}/${metadata!.name} (${drift
          .slice(0, 5)
          .join(', ')})`,
      );
    }
  }
  return repaired;
}
