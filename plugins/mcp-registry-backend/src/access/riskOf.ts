import {
  effectiveRisk,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionRecord } from '../revisions/RevisionStore';
import { reachedBy } from '../servers/reachedBy';
import type { ServerRecord } from '../servers/ServerRecord';

/** The risk that a server is handled by now: what it states, and never less than its facts. */
export function riskOf(
  server: ServerRecord,
  approved: Pick<RevisionRecord, 'snapshot'> | undefined,
): RegistrySchemas['RiskTier'] {
  return effectiveRisk(
    {
      riskTier: server.facts.riskTier,
      dataClassification: server.facts.dataClassification,
      toolSurface: approved?.snapshot.toolSurface ?? null,
    },
    server.facts.riskTier,
    reachedBy(server),
  ).tier;
}
