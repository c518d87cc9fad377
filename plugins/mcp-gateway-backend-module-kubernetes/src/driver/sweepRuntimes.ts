import type { LoggerService } from '@backstage/backend-plugin-api';
import type { V1ObjectMeta } from '@kubernetes/client-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { ANNOTATIONS, labelsOf, selectorOf } from '../manifests/labels';

/** Deletes sets and pods of runtimes whose owner is gone. What belongs to them goes with them. @returns ids of runtimes. */
export async function sweepRuntimes(options: {
  places: readonly { client: ClusterClient; namespace: string }[];
  instance: string;
  logger: LoggerService;
  isAlive(owner: string): boolean;
}): Promise<string[]> {
  const { places, instance, logger, isAlive } = options;
  const selector = selectorOf(labelsOf({ instance }, 'runtime'));
  const swept = new Set<string>();
  const isLeft = ({ annotations = {} }: V1ObjectMeta) => {
    const owner = annotations[ANNOTATIONS.owner];
    return owner === undefined || !isAlive(owner);
  };
  const note = ({ annotations = {} }: V1ObjectMeta) => {
    const runtimeId = annotations[ANNOTATIONS.runtime];
    if (runtimeId) swept.add(runtimeId);
  };
  for (const { client, namespace } of places) {
    try {
      for (const set of await client.listSets(namespace, selector)) {
        const { metadata = {} } = set;
        if (!isLeft(metadata)) continue;
        if (!metadata.deletionTimestamp) await client.deleteSet(set);
        note(metadata);
      }
      for (const pod of await client.listPods(namespace, selector)) {
        const { metadata = {} } = pod;
        // A set would make another one: it goes with its set.
        if (metadata.ownerReferences?.some(isSet) || !isLeft(metadata)) {
          continue;
        }
        if (!metadata.deletionTimestamp) await client.deletePod(pod, 1);
        note(metadata);
      }
    } catch (error) {
      logger.warn(
        `${namespace} of the cluster '${
          client.name
        }' could not be swept: ${describeApiError(error)}`,
      );
    }
  }
  return [...swept];
}

function isSet({ kind }: { kind: string }): boolean {
  return kind === 'StatefulSet';
}
