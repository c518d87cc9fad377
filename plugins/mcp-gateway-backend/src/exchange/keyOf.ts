import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Link } from './types';

/** Whose token it is, for what, and of which linked account: nothing that differs for two of them may share one. */
export function keyOf(request: CredentialRequest, link?: Link): string {
  const { principal, serverId, serverRef, upstreamUrl, config } = request;
  return JSON.stringify([
    principal.userRef,
    principal.actor?.ref,
    serverId,
    serverRef,
    upstreamUrl,
    config,
    link,
  ]);
}
