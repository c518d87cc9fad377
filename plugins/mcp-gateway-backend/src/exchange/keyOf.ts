import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** Whose token it is, for what: nothing that differs for two of them may share one. */
export function keyOf(request: CredentialRequest): string {
  const { principal, serverId, serverRef, upstreamUrl, config } = request;
  return JSON.stringify([
    principal.userRef,
    principal.actor?.ref,
    serverId,
    serverRef,
    upstreamUrl,
    config,
  ]);
}
