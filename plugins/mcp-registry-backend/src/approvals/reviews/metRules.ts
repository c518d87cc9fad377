import {
  type ApprovalState,
  BUILT_IN_POLICY,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** By which rules something was approved, and what policies that are observed would still have asked for; for the record. */
export function metRules(
  { state, observed }: { state: ApprovalState; observed?: ApprovalState },
  policies: readonly { readonly id: string; readonly digest: string }[],
): Record<string, unknown> {
  const rules = state.rules
    .filter(({ policy }) => policy !== BUILT_IN_POLICY)
    .map(({ policy, rule, alternatives }) => ({
      ...{ policy, rule },
      alternative: alternatives.find(({ isMet }) => isMet)?.id,
      version: policies.find(({ id }) => id === policy)?.digest,
    }));
  const unmet = observed?.rules
    .filter(({ isMet }) => !isMet)
    .map(({ policy, rule }) => ({ policy, rule }));
  return {
    ...(rules.length > 0 && { rules }),
    ...(unmet && unmet.length > 0 && { observedUnmet: unmet }),
  };
}
