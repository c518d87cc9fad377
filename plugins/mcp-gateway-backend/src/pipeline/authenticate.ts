import type { MembershipResolver } from '../access/types';
import type { AgentDirectory } from '../agents/AgentDirectory';
import { agentPrincipal } from '../agents/agentPrincipal';
import { withClaimedGroups } from '../company-tokens/withClaimedGroups';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { TokenVerifier, VerifiedToken } from '../tokens/types';
import { proceed, refuse, type Stage } from './types';

/**
 * Who: a token for this endpoint (the gateway's, or one of the company's identity provider), and a person whom the catalog
 * still knows, with what the portal's permission policy said of them.
 */
export function authenticate(options: {
  tokens: TokenVerifier;
  membership: MembershipResolver;
  decisions: Pick<UseDecisions, 'of'>;
  /** Absent where agents are off. */
  agents?: Pick<AgentDirectory, 'stateOf'>;
}): Stage {
  const { tokens, membership, decisions, agents } = options;
  // Waits only where something has to be asked: of who calls again, all is known.
  return async call => {
    const presented = readBearer(call.headers.authorization);
    if (!presented) return refuse(call, 'unauthenticated.missing-token');

    const checked = tokens.verify(presented, call.endpoint);
    const verdict = checked instanceof Promise ? await checked : checked;
    if (!verdict.ok) return refuse(call, verdict.reason);

    const token: VerifiedToken = verdict;
    const { actor } = token;
    if (actor?.kind === 'agent') {
      const state = await agents?.stateOf(actor.ref);
      if (state?.kind !== 'active') {
        return refuse(call, 'unauthenticated.agent-suspended', { token });
      }
      if (actor.ref === token.userEntityRef) {
        return proceed(call, {
          token,
          permission: NOT_ASKED.agent,
          principal: agentPrincipal(actor.ref),
        });
      }
    }
    const found = membership.resolve(token.userEntityRef);
    const principal = found instanceof Promise ? await found : found;
    // Someone who left the company holds a token for at most its lifetime; the catalog's word ends it earlier.
    if (!principal) {
      const isCompanys = token.claimedGroups !== undefined;
      const why = isCompanys ? 'unknown-user' : 'invalid-token';
      return refuse(call, `unauthenticated.${why}`, { token });
    }
    const person = withClaimedGroups(principal, token.claimedGroups);
    const said = decisions.of(token.userEntityRef);
    return proceed(call, {
      token,
      permission: said instanceof Promise ? await said : said,
      principal: actor ? { ...person, actor } : person,
    });
  };
}

/** RFC 6750 §2.1: the header is the only way in; no tokens in queries or bodies. */
function readBearer(header: string | undefined): string | undefined {
  const match = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(header ?? '');
  return match?.[1];
}
