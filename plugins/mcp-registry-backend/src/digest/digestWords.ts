import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';

type Digest = RegistrySchemas['OwnerDigest'];

/** A digest as a message; `undefined`: there is nothing to say. */
export function digestWords(
  digest: Digest,
): { title: string; description: string } | undefined {
  const { usage, waiting, heldTools, checks, ends, unusedGrants } = digest;
  const over = digest.certificates.filter(({ isOver }) => isOver).length;
  const name = digest.owner.split('/').at(-1);
  const held = heldTools.reduce((sum, { total }) => sum + total, 0);
  const failing = checks.filter(({ outcome }) => outcome === 'fail').length;
  const refused = usage?.totals.refused ?? 0;
  const lines = [
    ...waits(waiting),
    ...(refused > 0
      ? [`${many(refused, 'call', 'calls')} refused${mostRefused(digest)}`]
      : []),
    ...counted(usage?.totals.errors ?? 0, 'failed call', 'failed calls'),
    ...counted(usage?.alerts.open ?? 0, 'open alert', 'open alerts'),
    ...counted(held, 'tool held back', 'tools held back'),
    ...counted(checks.length, 'check turned bad', 'checks turned bad').map(
      line => (failing > 0 ? `${line} (${failing} failing)` : line),
    ),
    ...counted(over, 'TLS certificate is over', 'TLS certificates are over'),
    ...counted(
      digest.certificates.length - over,
      'TLS certificate ends in 30 days',
      'TLS certificates end in 30 days',
    ),
    ...counted(ends.length, 'end in 30 days', 'ends in 30 days'),
    ...counted(unusedGrants?.total ?? 0, 'unused access', 'unused accesses'),
  ];
  const calls = usage?.totals.calls ?? 0;
  if (calls === 0 && lines.length === 0) return undefined;
  return {
    title: usage
      ? `AI tools of ${name}: ${many(calls, 'call', 'calls')} by ${many(
          usage.people,
          'person',
          'people',
        )}`
      : `AI tools of ${name}`,
    description:
      lines.length > 0 ? `${lines.join(' · ')}.` : 'Nothing needs you.',
  };
}

function waits({ requests, versions, exceptions }: Digest['waiting']) {
  return counted(
    requests + versions + exceptions,
    'decision waits',
    'decisions wait',
  );
}

function mostRefused({ usage }: Digest): string {
  const first = usage?.refusals[0];
  if (!first) return '';
  const server = first.serverRef.split('/').at(-1);
  return first.tool
    ? `, most for ${first.tool} of ${server}`
    : `, most at ${server}`;
}

function counted(count: number, one: string, other: string): string[] {
  return count > 0 ? [many(count, one, other)] : [];
}

function many(count: number, one: string, other: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : other}`;
}
