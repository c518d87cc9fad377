import {
  effectiveRisk,
  type EffectiveRisk,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionRecord } from '../revisions/RevisionStore';
import { reachedBy } from '../servers/reachedBy';
import type { ServerRecord } from '../servers/ServerRecord';

/** The risk that a revision is handled by, and why: never below what was approved before, nor what the facts say. */
export function riskOf(
  revision: RevisionRecord,
  server: ServerRecord,
): EffectiveRisk {
  return effectiveRisk(
    revision.snapshot,
    server.approvedDigest ? server.facts.riskTier : undefined,
    reachedBy(server, revision.snapshot),
  );
}
