import type {
  V1ContainerState,
  V1Pod,
  V1PodStatus,
} from '@kubernetes/client-node';
import type { RuntimeExit } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { CONTAINERS } from '../manifests/inside';

/** Why a container waits, where it will not get on by itself. */
const STUCK = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImageInspectError',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

/** How far a runtime's pod is. */
export type PodState =
  | { readonly kind: 'waiting'; readonly why?: string }
  /** It will not run as it is. */
  | { readonly kind: 'stuck'; readonly why: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly exit: RuntimeExit };

const SIGNALS: Record<number, string> = {
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** What a pod's status says of its server. Pure. */
export function podState({ status }: V1Pod): PodState {
  const server = stateOf(status?.containerStatuses, CONTAINERS.server);
  if (server?.terminated) {
    return { kind: 'ended', exit: exitOf(server, status) };
  }
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') {
    return {
      kind: 'ended',
      exit: {
        code: null,
        signal: null,
        ...killedFor(undefined, status.reason, status.message),
      },
    };
  }
  if (server?.running) return { kind: 'running' };
  const bridge = stateOf(status?.initContainerStatuses, CONTAINERS.egress);
  const waiting = [bridge, server].find(
    state => state?.waiting && STUCK.has(state.waiting.reason ?? ''),
  )?.waiting;
  if (waiting) {
    return {
      kind: 'stuck',
      why: [waiting.reason, waiting.message].filter(Boolean).join(': '),
    };
  }
  const unscheduled = status?.conditions?.find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  const why =
    unscheduled?.reason === 'SchedulingGated'
      ? undefined
      : unscheduled?.message ?? server?.waiting?.reason;
  return { kind: 'waiting', ...(why && { why }) };
}

function stateOf(
  statuses: readonly { name: string; state?: V1ContainerState }[] | undefined,
  name: string,
): V1ContainerState | undefined {
  return statuses?.find(one => one.name === name)?.state;
}

function exitOf(
  { terminated }: V1ContainerState,
  status: V1PodStatus | undefined,
): RuntimeExit {
  const { exitCode, reason } = terminated!;
  // What a shell and Kubernetes make of a signal.
  const signal = SIGNALS[exitCode - 128] ?? null;
  return {
    code: signal ? null : exitCode,
    signal,
    ...killedFor(reason, status?.reason, status?.message),
  };
}

function killedFor(
  container: string | undefined,
  pod: string | undefined,
  message: string | undefined,
): Pick<RuntimeExit, 'killedFor'> {
  if (container === 'OOMKilled') return { killedFor: 'memory' };
  if (pod !== 'Evicted') return {};
  if (/ephemeral|emptyDir|disk/i.test(message ?? '')) {
    return { killedFor: 'disk' };
  }
  return /memory/i.test(message ?? '') ? { killedFor: 'memory' } : {};
}
