import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { GuardedServer } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** What guards may know of a server: never its address, nor who holds grants. */
export function factsOf(document: AccessDocument): GuardedServer {
  const { serverId, serverRef, title, owner, riskTier, dataClassification } =
    document;
  return Object.freeze({
    serverId,
    serverRef,
    title,
    owner,
    riskTier,
    dataClassification,
  });
}
