import type { V1Pod } from '@kubernetes/client-node';
import { CONTAINERS } from '../manifests/inside';
import { AttachedStreams } from '../runtime/AttachedStreams';
import { PodProcess } from '../runtime/PodProcess';
import { eventNotice, podDrift } from '../runtime/podNotices';
import { podState, type PodState } from '../runtime/podState';
import { PodView } from '../runtime/PodView';
import { removePod } from '../runtime/removePod';
import { describeApiError } from '../cluster/apiError';
import { followEgress } from './followEgress';
import { giveSecret } from './giveSecret';
import { lastLines } from './lastLines';
import type { RuntimeStart } from './RuntimeStart';

/** An image that cannot be had may be there at the next try. */
const STUCK_MS = 10_000;

/**
 * Makes a pod that no node takes yet, gives it its Secret, lets it go to a node, and attaches to its server.
 *
 * @throws Error with a text for people; then nothing of it is left, or its deletion is under way.
 */
export async function startPod(start: RuntimeStart): Promise<PodProcess> {
  const { client, compiled, startMs, onNotice, runtimeId } = start;
  const { name, namespace } = compiled.pod.metadata!;
  const view = new PodView();
  const parts: (() => void)[] = [];
  const release = () => parts.splice(0).forEach(end => end());
  parts.push(listen(start, view));
  let pod: V1Pod | undefined;
  try {
    for (const claim of compiled.claims) await client.createIfAbsent(claim);
    pod = await client.apply(compiled.pod);
    const { uid } = pod.metadata!;
    const owner = { apiVersion: 'v1', kind: 'Pod', name: name!, uid: uid! };
    parts.push(await giveSecret(start, owner));
    await client.apply(ungated(compiled.pod));
    const state = await settled(view, startMs);
    if (state.kind !== 'running') {
      throw new Error(await whyNot(start, state));
    }
    const place = { name: name!, namespace: namespace! };
    const streams = await AttachedStreams.attach(client, {
      ...place,
      container: CONTAINERS.server,
    }).catch(async error => {
      const now = view.pod ? podState(view.pod) : state;
      throw now.kind === 'ended'
        ? new Error(await whyNot(start, now))
        : new Error(`Nothing attaches to its pod: ${describeApiError(error)}`);
    });
    if (compiled.needsPass) {
      const { onEgress } = start;
      parts.push(
        followEgress({ client, pod: compiled.pod, onEgress, onNotice }),
      );
    }
    return PodProcess.create({
      ...{ runtimeId, client, pod, view, streams, onNotice, release },
    });
  } catch (error) {
    if (pod) {
      await removePod({
        ...{ client, pod, view },
        graceSeconds: 0,
        lateMs: 20_000,
      }).catch(late => onNotice((late as Error).message));
    }
    release();
    throw error;
  }
}

function listen(start: RuntimeStart, view: PodView): () => void {
  const { client, watch, compiled, onNotice } = start;
  const wanted = compiled.pod;
  const said = new Set<string>();
  const once = (text: string) => {
    if (said.has(text) || said.size >= 100) return;
    said.add(text);
    onNotice(text);
  };
  return watch.listen(wanted.metadata!.name!, {
    onPod: pod => {
      view.set(pod ?? null);
      if (!pod || pod.metadata?.deletionTimestamp) return;
      const { labels, intruders } = podDrift(wanted, pod);
      for (const container of intruders) {
        once(
          `Somebody added the container '${container}' to its pod (kubectl debug).`,
        );
      }
      if (labels.length === 0) return;
      onNotice(
        `Somebody changed ${labels.join(
          ', ',
        )} of its pod: they are as they must be again.`,
      );
      // Whether it is at a node yet or not: what it waits for is not ours to say here.
      const isWaiting = (pod.spec?.schedulingGates ?? []).length > 0;
      client
        .apply(isWaiting ? wanted : ungated(wanted))
        .catch(error =>
          onNotice(`Its pod could not be repaired: ${describeApiError(error)}`),
        );
    },
    onEvent: event => {
      const text = eventNotice(event);
      if (text) once(text);
    },
  });
}

/** A pod that a node may take. */
function ungated({ spec, ...pod }: V1Pod): V1Pod {
  const { schedulingGates, ...rest } = spec!;
  return { ...pod, spec: rest };
}

/** What became of its start: it runs, it ended, or it got stuck. */
async function settled(view: PodView, startMs: number): Promise<PodState> {
  let stuckAt: number | undefined;
  const isOver = (pod: V1Pod | null): PodState | undefined => {
    if (pod === null) return { kind: 'stuck', why: 'somebody deleted its pod' };
    const state = podState(pod);
    if (state.kind === 'running' || state.kind === 'ended') return state;
    if (state.kind !== 'stuck') stuckAt = undefined;
    else stuckAt ??= performance.now();
    return undefined;
  };
  const until = performance.now() + startMs;
  while (performance.now() < until) {
    const state = await view.until(
      isOver,
      Math.min(1_000, until - performance.now()),
    );
    if (state) return state;
    if (stuckAt !== undefined && performance.now() - stuckAt >= STUCK_MS) break;
  }
  return view.pod ? podState(view.pod) : { kind: 'waiting' };
}

async function whyNot(start: RuntimeStart, state: PodState): Promise<string> {
  switch (state.kind) {
    case 'stuck':
      return `Its pod does not start: ${state.why}`;
    case 'waiting':
      return `Its pod did not start in time${
        state.why ? `: ${state.why}` : ''
      }`;
    case 'ended': {
      const { code, signal } = state.exit;
      const how = signal ?? `exit code ${code ?? 'unknown'}`;
      return `It ended before anybody could talk to it (${how}). ${await lastLines(
        start.client,
        start.compiled.pod,
      )}`.trim();
    }
    case 'running':
      return 'It runs';
    default:
      throw new Error(`No such state: ${state satisfies never}`);
  }
}
