import type { RuntimeSpec } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';

/**
 * How many pods a server that speaks HTTP has: more than one is for those that everybody shares, and where a volume of theirs can be
 * mounted by several. Pure.
 */
export function replicasOf(options: {
  spec: Pick<RuntimeSpec, 'dataKey' | 'serverRef' | 'profile'>;
  zone: Pick<ZoneSettings, 'replicas'>;
  settings: Pick<KubernetesSettings, 'volumes'>;
}): number {
  const { spec, zone, settings } = options;
  const { dataKey, serverRef, profile } = spec;
  const isShared = dataKey === undefined && !serverRef.startsWith('probe:');
  const hasVolumes =
    (profile.read ?? []).length + (profile.write ?? []).length > 0;
  const canMount =
    !hasVolumes || settings.volumes.accessMode === 'ReadWriteMany';
  return isShared && canMount ? zone.replicas : 1;
}
