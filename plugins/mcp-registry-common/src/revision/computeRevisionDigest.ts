import { canonicalDigest } from './canonicalDigest';
import type { RevisionSnapshot } from './revisionSnapshot';

/**
 * The name of a revision: the digest of its snapshot. Lists that are sets are ordered first, so that the order in a
 * catalog file or in a server's answer makes no new revision.
 */
export async function computeRevisionDigest(
  snapshot: RevisionSnapshot,
): Promise<string> {
  return await canonicalDigest({
    ...snapshot,
    compliance: sorted(snapshot.compliance),
    audience: sorted(snapshot.audience),
    reaches: sorted(snapshot.reaches),
    toolSurface: snapshot.toolSurface && {
      ...snapshot.toolSurface,
      tools: [...snapshot.toolSurface.tools].sort((a, b) =>
        compare(a.name, b.name),
      ),
    },
  });
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compare);
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
