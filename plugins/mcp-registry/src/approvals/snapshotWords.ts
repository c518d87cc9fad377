import { revisionSnapshotSchema } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { T } from '../hooks/useT';
import { credentialWords } from './credentialWords';
import { hostedWords } from './hostedWords';

/** Its definition is the registry's own. */
const REGISTERED_HERE = /^mcp-registry:/;

/** A revision's snapshot as sentences. An unreadable one says so; it never reads as harmless. */
export function snapshotWords(snapshot: unknown, t: T): string[] {
  const parsed = revisionSnapshotSchema.safeParse(snapshot);
  if (!parsed.success) {
    return [t('snapshot.unreadable')];
  }
  const s = parsed.data;
  const lines: string[] = [
    t('snapshot.owner', { owner: s.owner }),
    t(
      REGISTERED_HERE.test(s.origin)
        ? 'snapshot.registeredHere'
        : 'snapshot.origin',
      { origin: s.origin },
    ),
    t('snapshot.sensitivity', {
      risk: t(`risk.${s.riskTier}`),
      data: t(`data.${s.dataClassification}`),
    }),
  ];
  if (s.upstream) {
    lines.push(t('snapshot.upstream', { url: s.upstream.url }));
  }
  lines.push(credentialWords(s.credential, t));
  if (s.package) {
    lines.push(
      t('snapshot.package', {
        registry: s.package.registry,
        identifier: s.package.identifier,
        version: s.package.version,
      }),
    );
  }
  const command = [s.run?.command, ...(s.run?.args ?? [])]
    .filter(Boolean)
    .join(' ');
  if (command) {
    lines.push(t('snapshot.run', { command }));
  }
  if (s.package) {
    lines.push(...hostedWords(s, t));
  }
  lines.push(
    s.reaches.length > 0
      ? t('snapshot.reaches', { systems: s.reaches.join(', ') })
      : t('snapshot.reachesNothing'),
  );
  if (s.compliance.length > 0) {
    lines.push(t('snapshot.compliance', { tags: s.compliance.join(', ') }));
  }
  if (s.audience.length > 0) {
    lines.push(t('snapshot.audience', { audience: s.audience.join(', ') }));
  }
  return lines;
}
