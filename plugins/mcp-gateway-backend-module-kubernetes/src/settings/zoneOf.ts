import type { KubernetesSettings, ZoneSettings } from './KubernetesSettings';

/** The zone that a server runs in; undefined: none is for it. Pure. */
export function zoneOf(
  { zones }: Pick<KubernetesSettings, 'zones'>,
  serverRef: string,
): ZoneSettings | undefined {
  const ref = serverRef.toLowerCase();
  return (
    zones.find(({ servers }) => servers.includes(ref)) ??
    zones.find(({ servers }) => servers.length === 0)
  );
}
