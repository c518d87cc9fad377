import type { McpAccessRequestResource } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { ServerRecord } from '../servers/ServerRecord';
import type { AccessRequestRecord } from './AccessRequestStore';

/** What permission rules see of an access request. */
export function toRequestResource(
  request: AccessRequestRecord,
  server: ServerRecord,
): McpAccessRequestResource {
  return {
    id: request.id,
    requestedBy: request.requestedBy,
    subject: request.subject,
    status: request.state,
    owner: server.facts.owner,
    riskTier: server.facts.riskTier,
    dataClassification: server.facts.dataClassification,
  };
}
