import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { T } from '../hooks/useT';

/** How a server that the gateway runs is run, as sentences. What it may reach is a part of the page of its own. */
export function hostedWords(
  snapshot: Pick<
    RevisionSnapshot,
    'isolation' | 'installed' | 'package' | 'run'
  >,
  t: T,
): string[] {
  const lines: string[] = [
    t(`snapshot.isolation.${snapshot.isolation ?? 'shared'}`),
  ];
  const { transport, port, path = '/mcp' } = snapshot.run ?? {};
  if (transport === 'streamable-http') {
    lines.push(t('snapshot.listens', { port: `${port}`, path }));
  }
  const integrity =
    snapshot.installed?.integrity ?? snapshot.package?.integrity;
  if (integrity) {
    lines.push(t('snapshot.integrity', { integrity }));
  }
  return lines;
}
