import type { V1StatefulSet } from '@kubernetes/client-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import type { SetView } from './SetView';

const TRIES = 5;
const LOOK_MS = 500;
/** Beyond the grace of its pods. */
const LATE_MS = 60_000;

/**
 * Deletes a set and waits until nothing of it is left.
 *
 * @throws Error with a text for people where that cannot be said: it is marked to go, and is looked for again later.
 */
export async function removeSet(options: {
  client: Pick<ClusterClient, 'deleteSet' | 'get'>;
  set: V1StatefulSet;
  view: SetView;
  lateMs?: number;
}): Promise<void> {
  const { client, set, view, lateMs = LATE_MS } = options;
  const until = performance.now() + lateMs;
  let trouble: string | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await client.deleteSet(set);
      trouble = undefined;
      break;
    } catch (error) {
      trouble = describeApiError(error);
      await pause();
    }
  }
  while (performance.now() < until) {
    // The watch may be cut off just now: what is gone takes its pods along.
    const live = await client.get(set).catch(() => set);
    const isGone = !live || live.metadata?.uid !== set.metadata?.uid;
    if (isGone && (await areGone(client, view))) return;
    await pause();
  }
  throw new Error(
    `Its set ${set.metadata?.name} is not gone${
      trouble ? `: ${trouble}` : ', since a node does not answer'
    }. What is left of it is looked for again later.`,
  );
}

async function areGone(
  client: Pick<ClusterClient, 'get'>,
  view: SetView,
): Promise<boolean> {
  for (const pod of view.pods) {
    const live = await client.get(pod).catch(() => pod);
    if (live && live.metadata?.uid === pod.metadata?.uid) return false;
    view.set(pod.metadata!.name!, undefined);
  }
  return true;
}

function pause(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, LOOK_MS);
  });
}
