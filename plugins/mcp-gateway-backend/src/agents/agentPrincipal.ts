import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** An agent under its own name: it has what was granted to it, and nothing of anybody's groups. */
export function agentPrincipal(ref: string): Principal {
  return {
    ...{ userEntityRef: ref, ownershipEntityRefs: [ref] },
    actor: { kind: 'agent', ref },
  };
}
