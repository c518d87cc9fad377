import type {
  ProbeObservations,
  ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionRecord } from '../revisions/RevisionStore';

/** What the newest probe saw beside the tools. A probe that carried nothing and was answered has shown that the server is open. */
export function observationsOf(
  revision: Pick<RevisionRecord, 'facts'> & { toolSurface: ToolSurface },
): ProbeObservations {
  const { observed, known, probeError } = revision.toolSurface;
  if (observed) return observed;
  const carriedWord = revision.facts.credential?.type === 'signed-assertion';
  const wasAnswered = known && !probeError && !carriedWord;
  return { withoutCredential: wasAnswered ? 'open' : 'unknown' };
}
