import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The agent that acts for the person. A client is no party of its own, and an agent under its own name acts for nobody. */
export function actingAgent({
  userRef,
  actor,
}: CredentialRequest['principal']): string | undefined {
  return actor?.kind === 'agent' && actor.ref !== userRef
    ? actor.ref
    : undefined;
}
