import type {
  KubernetesObject,
  V1LimitRange,
  V1Namespace,
  V1NetworkPolicy,
  V1ResourceQuota,
  V1ServiceAccount,
} from '@kubernetes/client-node';
import type {
  GatewayPlace,
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import { PROXY_PORT, SERVER_PORT } from './inside';
import { EGRESS_LABEL, INGRESS_LABEL, labelsOf } from './labels';
import { bytes, cores } from './quantities';
import { RUNTIME_ACCOUNT } from './runtimePod';
import { RESTRICTED_NAMESPACE } from './security';

type Settings = Pick<KubernetesSettings, 'instance' | 'egress' | 'clusters'>;

/** Nothing in, nothing out. What is empty is said, so that a rule that somebody adds is not as it must be. */
export const DENY_ALL: NonNullable<V1NetworkPolicy['spec']> = {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
  ingress: [],
  egress: [],
};

/** A namespace of ours. Operators make it; the driver looks whether it is as it must be. Pure. */
export function namespaceObject(
  settings: Pick<KubernetesSettings, 'instance'>,
  name: string,
): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { ...labelsOf(settings, 'zone'), ...RESTRICTED_NAMESPACE },
    },
  };
}

/** What a zone has before anything runs in it, in the order in which it is made. Pure. */
export function zoneObjects(
  settings: Settings,
  zone: ZoneSettings,
): KubernetesObject[] {
  const { namespace } = zone;
  const labels = labelsOf(settings, 'zone');
  const at = (name: string) => ({ name, namespace, labels });
  const deny: V1NetworkPolicy = {
    ...networkPolicy(at('sallyport-deny-all')),
    spec: DENY_ALL,
  };
  const toProxy: V1NetworkPolicy = {
    ...networkPolicy(at('sallyport-to-egress-proxy')),
    spec: {
      podSelector: { matchLabels: { [EGRESS_LABEL]: 'proxy' } },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: {
                matchLabels: {
                  'kubernetes.io/metadata.name': settings.egress.namespace,
                },
              },
              podSelector: { matchLabels: labelsOf(settings, 'egress') },
            },
          ],
          ports: [{ protocol: 'TCP', port: PROXY_PORT }],
        },
      ],
    },
  };
  const gateway = settings.clusters.find(
    ({ name }) => name === zone.cluster,
  )?.gateway;
  return [
    deny,
    toProxy,
    ...(gateway && !gateway.forward
      ? [fromGateway(at('sallyport-from-gateway'), gateway)]
      : []),
    account(at(RUNTIME_ACCOUNT)),
    quota(at('sallyport-quota'), zone),
    defaults(at('sallyport-defaults')),
  ];
}

/** Gateways, and nobody else, may connect to the one port of servers that speak HTTP. */
function fromGateway(
  metadata: NonNullable<V1NetworkPolicy['metadata']>,
  { pods, ranges }: GatewayPlace,
): V1NetworkPolicy {
  return {
    ...networkPolicy(metadata),
    spec: {
      podSelector: { matchLabels: { [INGRESS_LABEL]: 'gateway' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          _from: [
            ...(pods
              ? [
                  {
                    namespaceSelector: {
                      matchLabels: {
                        'kubernetes.io/metadata.name': pods.namespace,
                      },
                    },
                    podSelector: { matchLabels: { ...pods.labels } },
                  },
                ]
              : []),
            ...ranges.map(cidr => ({ ipBlock: { cidr } })),
          ],
          ports: [{ protocol: 'TCP', port: SERVER_PORT }],
        },
      ],
    },
  };
}

/** A policy without its rules. */
export function networkPolicy(
  metadata: NonNullable<V1NetworkPolicy['metadata']>,
): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
  };
}

/** An account that is nobody to the API server. */
export function account(
  metadata: NonNullable<V1ServiceAccount['metadata']>,
): V1ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
  };
}

function quota(
  metadata: NonNullable<V1ResourceQuota['metadata']>,
  { quota: { pods, memoryBytes, cpu, storageBytes } }: ZoneSettings,
): V1ResourceQuota {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata,
    spec: {
      hard: {
        pods: `${pods}`,
        'limits.memory': bytes(memoryBytes),
        'limits.cpu': cores(cpu),
        'requests.storage': bytes(storageBytes),
        // What nothing of ours makes, and would open a way in or out.
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      },
    },
  };
}

/** For what somebody else puts there: nothing without bounds. */
function defaults(
  metadata: NonNullable<V1LimitRange['metadata']>,
): V1LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata,
    spec: {
      limits: [
        {
          type: 'Container',
          _default: { cpu: '500m', memory: '256Mi' },
          defaultRequest: { cpu: '50m', memory: '64Mi' },
        },
      ],
    },
  };
}
