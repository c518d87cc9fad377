import {
  diffRevisions,
  widens,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isDeepStrictEqual } from 'node:util';
import type { RevisionRecord } from '../../revisions/RevisionStore';

/** What the tools of a server come from. */
const ORIGINS = ['upstream', 'package', 'run'] as const;

/**
 * Whether tools changed that nothing in the definition explains. Who merged looked at the definition alone: what changed behind their
 * back they have not agreed to.
 */
export function hasUnexplainedTools(
  approved: RevisionRecord | undefined,
  next: RevisionRecord,
): boolean {
  if (!approved) return false;
  const isExplained = ORIGINS.some(
    field => !isDeepStrictEqual(approved.facts[field], next.facts[field]),
  );
  if (isExplained) return false;
  const changes = diffRevisions(approved, next).filter(({ path }) =>
    path.startsWith('toolSurface'),
  );
  return widens(changes);
}
