import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessTerms } from '../../access/AccessRequestStore';
import type { AccessStanding } from './AccessApprovals';

/**
 * What is granted: what was asked, no longer than rules let it be, and no more than anybody who agreed has agreed to. Without a tool that
 * all of them agreed to there is nothing.
 */
export function grantedTerms(
  asked: AccessTerms,
  { state, facts, reviews }: AccessStanding,
): AccessTerms | undefined {
  const agreed = reviews.flatMap(({ verdict, terms, baseDigest }) =>
    verdict === 'approve' && terms && baseDigest === facts.baseDigest
      ? [terms]
      : [],
  );
  const tools = [asked, ...agreed].map(terms => terms.tools).reduce(inBoth);
  const durationDays = Math.min(
    ...[asked, ...agreed].map(terms => terms.durationDays),
    state.maxDays ?? Infinity,
  );
  return tools.kind === 'named' && tools.names.length === 0
    ? undefined
    : { tools, durationDays };
}

function inBoth(one: ToolSelection, other: ToolSelection): ToolSelection {
  if (one.kind === 'all') return other;
  if (other.kind === 'all') return one;
  return {
    kind: 'named',
    names: one.names.filter(name => other.names.includes(name)),
  };
}
