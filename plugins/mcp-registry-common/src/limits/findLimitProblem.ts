import {
  type CallLimitRule,
  type CallLimits,
  callLimitsSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Why limits cannot be set, and by which rule. */
export interface LimitProblem {
  code: 'limits.invalid' | 'limits.duplicate' | 'terms.tool-not-found';
  /** Index of the rule; without it the limits as a whole. */
  rule?: number;
}

/**
 * Checks limits before they are set.
 *
 * @param limits - as they came
 * @param tools - the tools of the approved server, where they are known
 */
export function findLimitProblem(
  limits: unknown,
  tools: readonly string[] | undefined,
): LimitProblem | undefined {
  const read = callLimitsSchema.safeParse(limits);
  if (!read.success) {
    const [where, index] = read.error.issues[0]?.path ?? [];
    return {
      code: 'limits.invalid',
      ...(where === 'rules' && typeof index === 'number' && { rule: index }),
    };
  }
  return findRuleProblem(read.data, tools);
}

function findRuleProblem(
  { rules }: CallLimits,
  tools: readonly string[] | undefined,
): LimitProblem | undefined {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const tool = toolOf(rule);
    if (tool !== undefined && tools && !tools.includes(tool)) {
      return { code: 'terms.tool-not-found', rule: index };
    }
    // Two windows of different length are fine: so many a minute, and so many a day.
    const key = JSON.stringify([rule.scope, tool, rule.perSeconds]);
    if (seen.has(key)) return { code: 'limits.duplicate', rule: index };
    seen.add(key);
  }
  return undefined;
}

function toolOf(rule: CallLimitRule): string | undefined {
  return 'tool' in rule ? rule.tool : undefined;
}
