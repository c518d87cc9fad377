import type {
  KubernetesObject,
  V1Container,
  V1Pod,
  V1PodDisruptionBudget,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { CONTAINERS, SERVER_PORT } from './inside';
import { INGRESS_LABEL, SET_LABEL } from './labels';
import type { RuntimeOwner } from './runtimeSecrets';

/** Less than a gateway waits for a server that it stops. */
const GRACE_SECONDS = 5;
const READY_EVERY_SECONDS = 2;

/** What the pods of a set are made of. */
export interface RuntimeSetOptions {
  /** As it would be alone: everything that confines it stays. */
  readonly pod: V1Pod;
  readonly port: number;
  readonly replicas: number;
}

/** Labels of the pods of one runtime, and of no others. */
const selectorFor = (name: string) => ({ [SET_LABEL]: name });

/**
 * A server that speaks HTTP by itself, as a set of pods whose names are known: a session belongs to one of them. The cluster
 * starts again what ends, since nothing of the gateway hangs on a process. Pure.
 */
export function runtimeSet(options: RuntimeSetOptions): V1StatefulSet {
  const { pod, replicas } = options;
  const { name, namespace, labels, annotations } = pod.metadata!;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels, annotations },
    spec: {
      serviceName: name!,
      replicas,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: selectorFor(name!) },
      template: {
        metadata: { labels: podLabels(pod), annotations },
        spec: podSpec(options),
      },
    },
  };
}

/** Labels that a pod of the set has. */
export function podLabels({ metadata }: V1Pod): Record<string, string> {
  return {
    ...metadata!.labels,
    ...selectorFor(metadata!.name!),
    [INGRESS_LABEL]: 'gateway',
  };
}

/** What belongs to a set, and goes with it. Pure. */
export function besideSet(
  { pod, port, replicas }: RuntimeSetOptions,
  owner: RuntimeOwner,
): KubernetesObject[] {
  const { name, namespace, labels } = pod.metadata!;
  const metadata = { name, namespace, labels, ownerReferences: [{ ...owner }] };
  // Without an address of its own: whoever asks for it gets the pods, and a session is with one of them.
  const service: V1Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      clusterIP: 'None',
      selector: selectorFor(name!),
      ports: [
        {
          name: SERVER_PORT,
          protocol: 'TCP',
          port,
          targetPort: SERVER_PORT,
        },
      ],
    },
  };
  const budget: V1PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selectorFor(name!) },
    },
  };
  // Of one alone it would say nothing.
  return replicas > 1 ? [service, budget] : [service];
}

function podSpec({ pod, port }: RuntimeSetOptions) {
  // It is made whole by another order: the set has no pods until everything else is there.
  const { schedulingGates, containers, ...rest } = pod.spec!;
  return {
    ...rest,
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: GRACE_SECONDS,
    topologySpreadConstraints: [
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ].map(topologyKey => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selectorFor(pod.metadata!.name!) },
    })),
    containers: containers.map(container =>
      container.name === CONTAINERS.server
        ? withPort(container, port)
        : container,
    ),
  };
}

/** It listens, and has no standard input. */
function withPort(
  { stdin, stdinOnce, tty, ...container }: V1Container,
  port: number,
): V1Container {
  return {
    ...container,
    ports: [{ name: SERVER_PORT, containerPort: port, protocol: 'TCP' }],
    readinessProbe: {
      tcpSocket: { port: SERVER_PORT },
      periodSeconds: READY_EVERY_SECONDS,
    },
  };
}
