import type { LoggerService } from '@backstage/backend-plugin-api';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { ANNOTATIONS, labelsOf, selectorOf } from '../manifests/labels';

/** Deletes pods of runtimes whose owner is gone. What belongs to them goes with them. @returns ids of runtimes. */
export async function sweepPods(options: {
  places: readonly { client: ClusterClient; namespace: string }[];
  instance: string;
  logger: LoggerService;
  isAlive(owner: string): boolean;
}): Promise<string[]> {
  const { places, instance, logger, isAlive } = options;
  const selector = selectorOf(labelsOf({ instance }, 'runtime'));
  const swept: string[] = [];
  for (const { client, namespace } of places) {
    try {
      for (const pod of await client.listPods(namespace, selector)) {
        const { annotations = {}, deletionTimestamp } = pod.metadata ?? {};
        const owner = annotations[ANNOTATIONS.owner];
        const runtimeId = annotations[ANNOTATIONS.runtime];
        if (owner !== undefined && isAlive(owner)) continue;
        if (!deletionTimestamp) await client.deletePod(pod, 1);
        if (runtimeId) swept.push(runtimeId);
      }
    } catch (error) {
      logger.warn(
        `${namespace} of the cluster '${
          client.name
        }' could not be swept: ${describeApiError(error)}`,
      );
    }
  }
  return swept;
}
