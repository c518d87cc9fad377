import { AUTOMATIC_CHANGES } from '../changes/APPROVAL_CHANGES';
import type { ApprovalPolicy, ApprovalRule } from './approvalPolicySchema';
import {
  alternativeProblem,
  firstTwice,
  isAutomatic,
  timeProblem,
} from './ruleProblems';

/** What of a policy makes no sense, or would let more through than any rule may; nothing where it is in order. */
export function findPolicyProblem(policy: ApprovalPolicy): string | undefined {
  const twice = firstTwice(policy.rules.map(({ id }) => id));
  if (twice !== undefined) return `there are two rules called “${twice}”`;
  for (const rule of policy.rules) {
    const problem =
      alternativeProblem(rule) ?? automaticProblem(rule) ?? timeProblem(rule);
    if (problem !== undefined) return `rules.${rule.id}: ${problem}`;
  }
  return undefined;
}

/** What a rule decides by itself is named in a closed list, and of that nothing gives anybody more. */
function automaticProblem(rule: ApprovalRule): string | undefined {
  const { when = {} } = rule;
  const isOwn = isAutomatic(rule);
  if (isOwn && !when.onlyChanges) {
    return 'a rule that approves by itself says in when.onlyChanges what may have changed';
  }
  const tooMuch = when.onlyChanges?.find(
    change => !AUTOMATIC_CHANGES.has(change),
  );
  if (isOwn && tooMuch !== undefined) {
    return `no rule approves “${tooMuch}” by itself; people do`;
  }
  if (!isOwn && !rule.insteadOfReview) return undefined;
  const unknown = Object.entries(when.checks ?? {}).find(([, facts]) =>
    facts.some(fact => fact === 'error' || fact === 'missing'),
  );
  return unknown
    ? `when.checks.${unknown[0]}: what could not be checked makes nothing easier`
    : undefined;
}
