import type { V1Pod } from '@kubernetes/client-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import type { PodView } from './PodView';

const TRIES = 5;
const BETWEEN_MS = 1_000;
/** Beyond its grace. A node that does not answer keeps its pods for as long as it likes. */
const LATE_MS = 60_000;

/**
 * Deletes a pod and waits until nothing of it is left.
 *
 * @throws Error with a text for people where that cannot be said: it is marked to go, and goes when its node answers.
 */
export async function removePod(options: {
  client: Pick<ClusterClient, 'deletePod' | 'get'>;
  pod: V1Pod;
  view: PodView;
  graceSeconds: number;
  lateMs?: number;
}): Promise<void> {
  const { client, pod, view, graceSeconds, lateMs = LATE_MS } = options;
  const until = performance.now() + graceSeconds * 1000 + lateMs;
  let trouble: string | undefined;
  for (let tries = 0; view.pod !== null; tries++) {
    try {
      await client.deletePod(pod, graceSeconds);
      break;
    } catch (error) {
      trouble = describeApiError(error);
      if (tries + 1 >= TRIES) break;
      await view.isGone(BETWEEN_MS);
    }
  }
  // The watch may be cut off just now: looked at as well.
  while (performance.now() < until) {
    if (await view.isGone(Math.min(2_000, until - performance.now()))) return;
    const live = await client.get(pod).catch(() => pod);
    if (!live || live.metadata?.uid !== pod.metadata?.uid) {
      view.set(null);
      return;
    }
  }
  if (view.pod === null) return;
  throw new Error(
    `Its pod ${pod.metadata?.name} is not gone${
      trouble ? `: ${trouble}` : ', since its node does not answer'
    }. What is left of it is looked for again later.`,
  );
}
