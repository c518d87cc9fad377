import type {
  KubernetesObject,
  V1Deployment,
  V1NetworkPolicy,
  V1NetworkPolicyEgressRule,
  V1PodDisruptionBudget,
  V1Service,
} from '@kubernetes/client-node';
import type { KubernetesSettings } from '../settings/KubernetesSettings';
import { PROGRAM, PROXY_PORT, WITNESS_PORT } from './inside';
import { labelsOf } from './labels';
import { containerSecurity, podSecurity } from './security';
import { ciliumPolicy } from './ciliumPolicy';
import { account, DENY_ALL, networkPolicy } from './zoneObjects';

/** What the proxy's objects are called. */
export const PROXY_NAME = 'sallyport-egress';
const ACCOUNT = 'sallyport-egress';

/** Ranges that a proxy for the public internet has no business in, whatever a name says (threats S2, S3). */
const CLOSED = {
  '0.0.0.0/0': [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  '::/0': ['::1/128', '64:ff9b::/96', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
} as const;

type Settings = Pick<
  KubernetesSettings,
  | 'instance'
  | 'egress'
  | 'user'
  | 'pullSecrets'
  | 'openedHosts'
  | 'publicHosts'
  | 'zones'
>;

/**
 * The proxy that decides by host names, which network policies do not know. It has no account at the API server: each
 * runtime brings a signed pass that says what it may reach. Pure.
 *
 * @param publicKey - what passes are checked with, in PEM.
 */
export function egressObjects(
  settings: Settings,
  cluster: string,
  publicKey: string,
): KubernetesObject[] {
  const { namespace } = settings.egress;
  const labels = labelsOf(settings, 'egress');
  const at = (name: string) => ({ name, namespace, labels });
  const deny: V1NetworkPolicy = {
    ...networkPolicy(at('sallyport-deny-all')),
    spec: DENY_ALL,
  };
  return [
    deny,
    {
      ...networkPolicy(at(PROXY_NAME)),
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            _from: settings.zones
              .filter(zone => zone.cluster === cluster)
              .map(zone => ({
                namespaceSelector: {
                  matchLabels: {
                    'kubernetes.io/metadata.name': zone.namespace,
                  },
                },
                podSelector: {},
              })),
            // The witness too: what keeps runtimes from it has to be their own policy.
            ports: [PROXY_PORT, WITNESS_PORT].map(port => ({
              protocol: 'TCP',
              port,
            })),
          },
        ],
        egress: outwards(settings.egress),
      },
    } as V1NetworkPolicy,
    account(at(ACCOUNT)),
    deployment(settings, at(PROXY_NAME), publicKey),
    service(at(PROXY_NAME)),
    ...(settings.egress.ciliumNames.length > 0
      ? [ciliumPolicy(settings.egress, at(PROXY_NAME))]
      : []),
    ...(settings.egress.replicas > 1 ? [budget(at(PROXY_NAME))] : []),
  ];
}

function outwards({
  dns,
  openedRanges,
  ciliumNames,
}: Settings['egress']): V1NetworkPolicyEgressRule[] {
  // Policies add up: what Cilium is to keep by name must not be open by address.
  const publicRanges =
    ciliumNames.length > 0
      ? []
      : Object.entries(CLOSED).map(([cidr, except]) => ({
          ipBlock: { cidr, except: [...except] },
        }));
  const ranges = [
    ...publicRanges,
    ...openedRanges.map(cidr => ({ ipBlock: { cidr } })),
  ];
  return [
    {
      to: [
        {
          namespaceSelector: {
            matchLabels: { 'kubernetes.io/metadata.name': dns.namespace },
          },
          podSelector: { matchLabels: { ...dns.labels } },
        },
      ],
      ports: ['UDP', 'TCP'].map(protocol => ({ protocol, port: 53 })),
    },
    // An empty list would be everywhere.
    ...(ranges.length > 0 ? [{ to: ranges }] : []),
  ];
}

function deployment(
  settings: Settings,
  metadata: NonNullable<V1Deployment['metadata']>,
  publicKey: string,
): V1Deployment {
  const { egress, user, pullSecrets, openedHosts, publicHosts } = settings;
  const matchLabels = metadata.labels!;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: egress.replicas,
      selector: { matchLabels },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
      },
      template: {
        metadata: { labels: matchLabels },
        spec: {
          serviceAccountName: ACCOUNT,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          ...(pullSecrets.length > 0 && {
            imagePullSecrets: pullSecrets.map(name => ({ name })),
          }),
          securityContext: podSecurity(user),
          topologySpreadConstraints: [
            'kubernetes.io/hostname',
            'topology.kubernetes.io/zone',
          ].map(topologyKey => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels },
          })),
          containers: [
            {
              name: 'proxy',
              image: egress.image,
              imagePullPolicy: 'IfNotPresent',
              command: [...PROGRAM, 'proxy'],
              env: [
                { name: 'SALLYPORT_PASS_KEY', value: publicKey },
                {
                  name: 'SALLYPORT_OPENED_HOSTS',
                  value: JSON.stringify(openedHosts),
                },
                ...(publicHosts
                  ? [
                      {
                        name: 'SALLYPORT_PUBLIC_HOSTS',
                        value: JSON.stringify(publicHosts),
                      },
                    ]
                  : []),
              ],
              ports: [
                { name: 'proxy', containerPort: PROXY_PORT },
                { name: 'witness', containerPort: WITNESS_PORT },
              ],
              readinessProbe: {
                tcpSocket: { port: 'proxy' },
                periodSeconds: 5,
              },
              resources: {
                requests: { cpu: '100m', memory: '96Mi' },
                limits: {
                  cpu: '2',
                  memory: '512Mi',
                  'ephemeral-storage': '256Mi',
                },
              },
              securityContext: containerSecurity(),
            },
          ],
        },
      },
    },
  };
}

function service(metadata: NonNullable<V1Service['metadata']>): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: metadata.labels,
      ports: [
        { name: 'proxy', port: PROXY_PORT, targetPort: 'proxy' },
        { name: 'witness', port: WITNESS_PORT, targetPort: 'witness' },
      ],
    },
  };
}

function budget(
  metadata: NonNullable<V1PodDisruptionBudget['metadata']>,
): V1PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { minAvailable: 1, selector: { matchLabels: metadata.labels } },
  };
}
