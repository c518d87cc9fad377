import { effectiveRisk } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';

/** The risk that a revision is handled by: never below what was approved before, nor what the facts say. */
export function tierOf(revision: RevisionRecord, server: ServerRecord) {
  return effectiveRisk(
    revision.snapshot,
    server.approvedDigest ? server.facts.riskTier : undefined,
  ).tier;
}
