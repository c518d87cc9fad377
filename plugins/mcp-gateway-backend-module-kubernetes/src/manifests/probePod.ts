import type { V1Pod } from '@kubernetes/client-node';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import type { ProxyAddress } from './egressBridge';
import { PROGRAM, WITNESS_PORT } from './inside';
import { EGRESS_LABEL, labelsOf } from './labels';
import { RUNTIME_ACCOUNT } from './runtimePod';
import { containerSecurity, podSecurity } from './security';

/**
 * A pod as runtimes are, that tries what must fail in one and says what it found. One thing must not fail: the proxy's
 * own port, so that a network which is merely broken is not taken for one that is enforced. Pure.
 */
export function probePod(options: {
  name: string;
  zone: ZoneSettings;
  settings: Pick<
    KubernetesSettings,
    'instance' | 'egress' | 'user' | 'userNamespaces' | 'pullSecrets'
  >;
  proxy: ProxyAddress;
}): V1Pod {
  const { name, zone, settings, proxy } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: zone.namespace,
      labels: { ...labelsOf(settings, 'probe'), [EGRESS_LABEL]: 'proxy' },
    },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: RUNTIME_ACCOUNT,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      activeDeadlineSeconds: 120,
      terminationGracePeriodSeconds: 0,
      ...(settings.userNamespaces && { hostUsers: false }),
      ...(zone.runtimeClass && { runtimeClassName: zone.runtimeClass }),
      ...(settings.pullSecrets.length > 0 && {
        imagePullSecrets: settings.pullSecrets.map(secret => ({
          name: secret,
        })),
      }),
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['127.0.0.1'] },
      securityContext: podSecurity(settings.user),
      containers: [
        {
          name: 'probe',
          image: settings.egress.image,
          imagePullPolicy: 'IfNotPresent',
          command: [...PROGRAM, 'probe'],
          env: [
            { name: 'SALLYPORT_PROXY', value: `${proxy.host} ${proxy.port}` },
            {
              name: 'SALLYPORT_WITNESS',
              value: `${proxy.host} ${WITNESS_PORT}`,
            },
          ],
          resources: {
            requests: {
              cpu: '10m',
              memory: '48Mi',
              'ephemeral-storage': '1Mi',
            },
            limits: {
              cpu: '500m',
              memory: '128Mi',
              'ephemeral-storage': '16Mi',
            },
          },
          securityContext: containerSecurity(),
        },
      ],
    },
  };
}
