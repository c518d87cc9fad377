import type { KubernetesSettings } from '../settings/KubernetesSettings';
import { zoneOf } from '../settings/zoneOf';

/** Why gateways could not reach a server that speaks HTTP where it would run, in words; undefined: they can. Pure. */
export function serveProblem(
  settings: Pick<KubernetesSettings, 'clusters' | 'zones'>,
  serverRef: string,
): string | undefined {
  const zone = zoneOf(settings, serverRef);
  const cluster = settings.clusters.find(({ name }) => name === zone?.cluster);
  if (!cluster || cluster.gateway) return undefined;
  return `It speaks HTTP by itself, and gateways may not connect to pods of the cluster '${cluster.name}': an administrator says where they come from in mcpGateway.runtimes.kubernetes.clusters.${cluster.name}.gateway.`;
}
