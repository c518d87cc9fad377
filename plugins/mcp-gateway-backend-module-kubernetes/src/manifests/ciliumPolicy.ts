import type { KubernetesObject } from '@kubernetes/client-node';
import type { EgressSettings } from '../settings/KubernetesSettings';

const patternOf = (name: string) =>
  name.startsWith('*.') ? { matchPattern: name } : { matchName: name };

/**
 * A second line behind the proxy, where the network plug-in is Cilium: whatever the proxy decides, its pods reach these names
 * alone. It is for all servers together; what each may reach is the proxy's to say. Pure.
 */
export function ciliumPolicy(
  { dns, ciliumNames }: Pick<EgressSettings, 'dns' | 'ciliumNames'>,
  metadata: NonNullable<KubernetesObject['metadata']>,
): KubernetesObject {
  const resolver = Object.entries(dns.labels).map(([name, value]) => [
    `k8s:${name}`,
    value,
  ]);
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata,
    spec: {
      endpointSelector: { matchLabels: metadata.labels },
      egress: [
        {
          toEndpoints: [
            {
              matchLabels: {
                'k8s:io.kubernetes.pod.namespace': dns.namespace,
                ...Object.fromEntries(resolver),
              },
            },
          ],
          toPorts: [
            {
              ports: [{ port: '53', protocol: 'ANY' }],
              // Cilium learns from the answers which addresses a name has.
              rules: { dns: ciliumNames.map(patternOf) },
            },
          ],
        },
        { toFQDNs: ciliumNames.map(patternOf) },
      ],
    },
  } as KubernetesObject;
}
