import type {
  CallLimitRule,
  CallLimits,
  CallWeights,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { findLimitProblem } from '@sallyport/backstage-plugin-mcp-registry-common';

/** One limit while it is being written. */
export interface RuleDraft {
  /** Tells rows apart while others come and go. */
  id: number;
  who: 'person' | 'team' | 'everybody';
  tool: string | undefined;
  /** `NaN` while the field is empty. */
  calls: number;
  perSeconds: number;
}

/** Limits while they are being written. */
export interface LimitDraft {
  rules: RuleDraft[];
  weights: CallWeights;
}

/** What is wrong with a draft: at a rule (by its place), or at the weights. */
export interface DraftProblem {
  kind: 'invalid' | 'weights' | 'duplicate' | 'tool';
  rule?: number;
}

/** A minute is what people think in first. */
export const NEW_RULE: Omit<RuleDraft, 'id'> = {
  who: 'person',
  tool: undefined,
  calls: 100,
  perSeconds: 60,
};

/** What the form begins with. */
export function firstDraft(
  limits: CallLimits | undefined,
  defaults: { weights: CallWeights },
): LimitDraft {
  return {
    rules: (limits?.rules ?? []).map((rule, id) => ({
      id,
      who:
        rule.scope === 'server' || rule.scope === 'tool'
          ? 'everybody'
          : rule.scope,
      tool: 'tool' in rule ? rule.tool : undefined,
      calls: rule.calls,
      perSeconds: rule.perSeconds,
    })),
    weights: limits?.weights ?? defaults.weights,
  };
}

/** What the draft means. Weights that are the default's are not set. */
export function limitsOf(
  draft: LimitDraft,
  defaults: { weights: CallWeights },
): CallLimits {
  const { changes, destroys } = draft.weights;
  const isUsual =
    changes === defaults.weights.changes &&
    destroys === defaults.weights.destroys;
  return {
    rules: draft.rules.map(ruleOf),
    ...(!isUsual && { weights: { changes, destroys } }),
  };
}

/** The first thing that is wrong. */
export function problemOf(
  limits: CallLimits,
  tools: readonly string[] | undefined,
): DraftProblem | undefined {
  const problem = findLimitProblem(limits, tools);
  switch (problem?.code) {
    case undefined:
      return undefined;
    case 'limits.invalid':
      return problem?.rule === undefined
        ? { kind: 'weights' }
        : { kind: 'invalid', rule: problem.rule };
    case 'limits.duplicate':
      return { kind: 'duplicate', rule: problem?.rule };
    case 'terms.tool-not-found':
      return { kind: 'tool', rule: problem?.rule };
    default:
      return problem?.code satisfies undefined;
  }
}

function ruleOf(draft: RuleDraft): CallLimitRule {
  const { who, tool, calls, perSeconds } = draft;
  const amount = { calls, perSeconds };
  switch (who) {
    case 'person':
    case 'team':
      return { scope: who, ...(tool !== undefined && { tool }), ...amount };
    case 'everybody':
      return tool === undefined
        ? { scope: 'server', ...amount }
        : { scope: 'tool', tool, ...amount };
    default:
      return who satisfies never;
  }
}
