import type {
  ReachedClassification,
  RevisionSnapshot,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerRecord } from './ServerRecord';

/**
 * How the systems behind a revision are classified, and those behind what is approved: by leaving one out nobody lowers the risk that a
 * decision is made by. Without a revision, those behind the server as it is.
 */
export function reachedBy(
  server: Pick<ServerRecord, 'reached' | 'facts' | 'approvedDigest'>,
  snapshot?: Pick<RevisionSnapshot, 'reaches'>,
): ReachedClassification[] {
  const systems = new Set([
    ...(snapshot?.reaches ?? []),
    ...(!snapshot || server.approvedDigest ? server.facts.reaches : []),
  ]);
  return [...systems].flatMap(system =>
    Object.hasOwn(server.reached, system)
      ? server.reached[system] ?? []
      : 'unread',
  );
}
