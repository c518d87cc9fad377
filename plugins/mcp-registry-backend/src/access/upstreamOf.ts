import {
  type ApprovedUpstream,
  runtimeUrl,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionRecord } from '../revisions/RevisionStore';
import { hostedOf } from '../servers/hostedOf';

/** Where calls of a revision go: an address, or a runtime that the gateway starts; neither where it says nothing of both. */
export function upstreamOf(
  revision: Pick<RevisionRecord, 'facts' | 'snapshot' | 'serverId'>,
): ApprovedUpstream | undefined {
  const { facts, snapshot, serverId } = revision;
  if (facts.upstream) {
    return facts.upstream;
  }
  const hosted = hostedOf(facts, snapshot.installed);
  return hosted && { type: 'hosted', url: runtimeUrl(serverId), hosted };
}
