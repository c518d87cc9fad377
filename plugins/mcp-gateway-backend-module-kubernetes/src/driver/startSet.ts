import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { HostedHttp } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { describeApiError } from '../cluster/apiError';
import { besideSet, podLabels, runtimeSet } from '../manifests/runtimeSet';
import { podEndpoint, restartsOf } from '../runtime/podEndpoint';
import { eventNotice, podDrift } from '../runtime/podNotices';
import { podState } from '../runtime/podState';
import { removeSet } from '../runtime/removeSet';
import { SetLogs } from '../runtime/SetLogs';
import { SetService } from '../runtime/SetService';
import { SetView } from '../runtime/SetView';
import { followEgress } from './followEgress';
import { giveSecret } from './giveSecret';
import { lastLines } from './lastLines';
import type { RuntimeStart } from './RuntimeStart';

/** An image that cannot be had may be there at the next try. */
const STUCK_MS = 10_000;
/** One that ends so often before it listens will not listen. */
const MOST_RESTARTS = 2;

/** What {@link startSet} needs beyond every start. */
export interface SetStart extends RuntimeStart {
  readonly http: HostedHttp;
  readonly replicas: number;
  /** Its pods are reached by the API server. */
  readonly forward: boolean;
}

/**
 * Makes a set without pods, what belongs to it, then its pods, and waits until one of them takes calls.
 *
 * @throws Error with a text for people; then nothing of it is left, or its deletion is under way.
 */
export async function startSet(start: SetStart): Promise<SetService> {
  const { client, compiled, startMs, onNotice, runtimeId, http, forward } =
    start;
  const parts = {
    pod: compiled.pod,
    port: http.port,
    replicas: start.replicas,
  };
  const wanted = runtimeSet(parts);
  const { name } = wanted.metadata!;
  const view = new SetView();
  const logs = SetLogs.create({ client, onNotice });
  const refused: string[] = [];
  const ends = listen(start, view, text => refused.push(text));
  const release = () => ends.splice(0).forEach(end => end());
  let set: typeof wanted | undefined;
  try {
    for (const claim of compiled.claims) await client.createIfAbsent(claim);
    set = await client.apply(runtimeSet({ ...parts, replicas: 0 }));
    const { uid } = set.metadata!;
    const kind = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
    const owner = { ...kind, name: name!, uid: uid! };
    ends.push(await giveSecret(start, owner));
    const beside = besideSet(parts, owner);
    for (const object of beside) await client.apply(object);
    await client.apply(wanted);
    ends.push(view.onChange(() => logs.look(view.pods)));
    if (compiled.needsPass) ends.push(followSideCars(start, view));
    const problem = await settled(view, start, refused);
    if (problem !== undefined) throw new Error(problem);
    return SetService.create({
      ...{ runtimeId, client, wanted, set, beside, http, forward, view, logs },
      ...{ silentMs: startMs, onNotice, release },
    });
  } catch (error) {
    if (set) {
      await removeSet({ client, set, view, lateMs: 20_000 }).catch(late =>
        onNotice((late as Error).message),
      );
    }
    logs.end();
    release();
    throw error;
  }
}

/** @returns what ends it. */
function listen(
  start: SetStart,
  view: SetView,
  onRefusal: (text: string) => void,
): (() => void)[] {
  const { client, watch, compiled, onNotice, replicas } = start;
  const { name, annotations } = compiled.pod.metadata!;
  const metadata = { labels: podLabels(compiled.pod), annotations };
  const said = new Set<string>();
  const once = (text: string) => {
    if (said.has(text) || said.size >= 100) return;
    said.add(text);
    onNotice(text);
  };
  const replaced = new Set<string>();
  const look = (pod: V1Pod) => {
    const uid = pod.metadata!.uid!;
    if (pod.metadata?.deletionTimestamp || replaced.has(uid)) return;
    const { labels, intruders } = podDrift({ metadata }, pod);
    for (const container of intruders) {
      once(
        `Somebody added the container '${container}' to its pod (kubectl debug).`,
      );
    }
    if (labels.length === 0) return;
    // The set makes pods as they must be; what it does not know any more it leaves alone.
    replaced.add(uid);
    onNotice(
      `Somebody changed ${labels.join(', ')} of its pod ${
        pod.metadata!.name
      }: another one takes its place.`,
    );
    client
      .deletePod(pod, 1)
      .catch(error =>
        onNotice(`Its pod could not be replaced: ${describeApiError(error)}`),
      );
  };
  const onEvent = (event: CoreV1Event) => {
    const text = eventNotice(event);
    if (text) once(text);
    if (text && event.reason === 'FailedCreate') onRefusal(text);
  };
  const members = Array.from({ length: replicas }, (_, at) => `${name}-${at}`);
  return [
    watch.listen(name!, { onPod: () => {}, onEvent }),
    ...members.map(member =>
      watch.listen(member, {
        onPod: pod => {
          view.set(member, pod);
          if (pod) look(pod);
        },
        onEvent,
      }),
    ),
  ];
}

function followSideCars(start: SetStart, view: SetView): () => void {
  const { client, onEgress, onNotice } = start;
  const known = new Map<string, () => void>();
  const leave = view.onChange(() => {
    for (const pod of view.pods) {
      const uid = pod.metadata!.uid!;
      const isThere = pod.status?.containerStatuses?.some(
        ({ state }) => state?.running,
      );
      if (!isThere || known.has(uid)) continue;
      known.set(uid, followEgress({ client, pod, onEgress, onNotice }));
    }
  });
  return () => {
    leave();
    for (const end of known.values()) end();
  };
}

/** Undefined: one of its pods takes calls. Else why none does. */
async function settled(
  view: SetView,
  { client, http, startMs }: SetStart,
  refused: readonly string[],
): Promise<string | undefined> {
  const until = performance.now() + startMs;
  let stuckAt: number | undefined;
  while (performance.now() < until) {
    const isReady = await view.until(
      pods => pods.some(pod => podEndpoint(pod, http)) || undefined,
      Math.min(1_000, until - performance.now()),
    );
    if (isReady) return undefined;
    if (refused.length > 0 && view.pods.length === 0) {
      return `The cluster makes no pod of it: ${refused[0]}`;
    }
    const failing = view.pods.find(pod => restartsOf(pod) >= MOST_RESTARTS);
    if (failing) {
      const last = await lastLines(client, failing, { previous: true });
      return `It ends before it listens at port ${http.port}. ${last}`.trim();
    }
    const [stuck] = view.pods.map(podState).filter(isStuck);
    stuckAt = stuck && (stuckAt ?? performance.now());
    if (stuck && performance.now() - stuckAt! >= STUCK_MS) {
      return `Its pod does not start: ${stuck.why}`;
    }
  }
  const [pod] = view.pods;
  if (!pod) return 'The cluster has made no pod of it in time.';
  const state = podState(pod);
  if (state.kind === 'running') {
    const last = await lastLines(client, pod);
    return `It does not listen at port ${http.port}. ${last}`.trim();
  }
  const why = 'why' in state && state.why ? `: ${state.why}` : '';
  return `Its pod did not start in time${why}`;
}

function isStuck(
  state: ReturnType<typeof podState>,
): state is Extract<typeof state, { kind: 'stuck' }> {
  return state.kind === 'stuck';
}
