import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { T } from '../hooks/useT';

/** What a server that the gateway runs may reach, as sentences: the network, files and secrets of its permission profile. */
export function hostedWords(
  snapshot: Pick<
    RevisionSnapshot,
    'permissionProfile' | 'isolation' | 'installed' | 'package'
  >,
  t: T,
): string[] {
  const profile = snapshot.permissionProfile ?? {};
  const { egress = [], secrets = {} } = profile.sallyport ?? {};
  const outbound = profile.network?.outbound;
  const hosts = outbound?.allow_host ?? [];
  const lines: string[] = [
    t(`snapshot.isolation.${snapshot.isolation ?? 'shared'}`),
  ];
  const integrity =
    snapshot.installed?.integrity ?? snapshot.package?.integrity;
  if (integrity) {
    lines.push(t('snapshot.integrity', { integrity }));
  }
  if (outbound?.insecure_allow_all) {
    lines.push(t('snapshot.network.all'));
  } else if (hosts.length > 0) {
    const ports = outbound?.allow_port ?? [];
    lines.push(
      t('snapshot.network.hosts', {
        hosts: hosts.join(', '),
        ports: ports.join(', '),
      }),
    );
  }
  if (egress.length > 0) {
    lines.push(
      t('snapshot.network.exact', {
        places: egress.map(({ host, port }) => `${host}:${port}`).join(', '),
      }),
    );
  }
  if (!outbound?.insecure_allow_all && hosts.length + egress.length === 0) {
    lines.push(t('snapshot.network.none'));
  }
  if (profile.read?.length) {
    lines.push(t('snapshot.reads', { paths: profile.read.join(', ') }));
  }
  if (profile.write?.length) {
    lines.push(t('snapshot.writes', { paths: profile.write.join(', ') }));
  }
  const names = Object.values(secrets).map(({ secret }) => secret);
  if (names.length > 0) {
    lines.push(t('snapshot.secrets', { secrets: names.join(', ') }));
  }
  return lines;
}
