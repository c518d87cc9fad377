import type { McpServerResource } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { ServerRecord } from '../servers/ServerRecord';

/** What permission rules see of a server: the same as in its access document. */
export function toServerResource(server: ServerRecord): McpServerResource {
  return {
    serverRef: server.serverRef,
    owner: server.facts.owner,
    status: server.status,
    riskTier: server.facts.riskTier,
    dataClassification: server.facts.dataClassification,
  };
}
