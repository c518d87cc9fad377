import type {
  ApprovalState,
  RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** Where a decision stands, as the portal gets it. */
export function toApprovalView(
  state: ApprovalState,
): RegistrySchemas['ApprovalState'] {
  const { decision, deniedBy, rules, waitsFor, steps } = state;
  return {
    decision,
    ...(deniedBy !== undefined && { deniedBy }),
    rules: rules.map(({ alternatives, ...rule }) => ({
      ...rule,
      alternatives: alternatives.map(({ needs, ...alternative }) => ({
        ...alternative,
        needs: needs.map(need => ({
          ...need,
          refs: [...need.refs],
          given: [...need.given],
        })),
      })),
    })),
    waitsFor: waitsFor.map(({ refs, ...wait }) => ({
      ...wait,
      refs: [...refs],
    })),
    steps: steps.map(({ policy, rule, at, do: what, to, isDue }) => ({
      ...{ policy, rule, at, do: what, isDue },
      ...(to !== undefined && { to }),
    })),
  };
}
