import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { V1Pod } from '@kubernetes/client-node';
import type { HostedHttp } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RuntimeEndpoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { CONTAINERS } from '../manifests/inside';

/** Where a pod of a set takes calls; undefined: it takes none. Another one after each start of its server. Pure. */
export function podEndpoint(
  { metadata, status }: V1Pod,
  { port, path }: HostedHttp,
): RuntimeEndpoint | undefined {
  const isReady = status?.conditions?.some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  );
  const server = serverOf({ status });
  const ip = status?.podIP;
  if (metadata?.deletionTimestamp || !isReady || !ip || !server?.state?.running)
    return undefined;
  return {
    id: startOf({ metadata, status }),
    url: `http://${isIPv6(ip) ? `[${ip}]` : ip}:${port}${path}`,
  };
}

/** Names one start of a pod's server. Pure. */
export function startOf({ metadata, status }: V1Pod): string {
  const count = serverOf({ status })?.restartCount ?? 0;
  return createHash('sha256')
    .update(`${metadata?.uid} ${count}`)
    .digest('hex')
    .slice(0, 20);
}

/** How often a pod's server was started again. Pure. */
export function restartsOf(pod: V1Pod): number {
  return serverOf(pod)?.restartCount ?? 0;
}

function serverOf({ status }: Pick<V1Pod, 'status'>) {
  return status?.containerStatuses?.find(
    ({ name }) => name === CONTAINERS.server,
  );
}
