import { AUTOMATIC_CHANGES } from '../changes/APPROVAL_CHANGES';
import type { ApprovalPolicy, ApprovalRule } from './approvalPolicySchema';

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

/** Whether a rule may approve in its own name. */
export function isAutomatic({ anyOf }: Pick<ApprovalRule, 'anyOf'>): boolean {
  return anyOf.some(({ by }) => by.some(({ who }) => who === 'rule'));
}

function alternativeProblem({ anyOf }: ApprovalRule): string | undefined {
  const twice = firstTwice(anyOf.map(({ id }) => id));
  if (twice !== undefined) return `there are two alternatives “${twice}”`;
  for (const { id, by, ticket } of anyOf) {
    const who = firstTwice(by.map(need => need.who));
    if (who !== undefined) return `anyOf.${id}: “${who}” is there twice`;
    if (by.some(need => need.who === 'rule' && need.count > 1)) {
      return `anyOf.${id}: a rule counts once`;
    }
    if (ticket === undefined) continue;
    if (by.every(need => need.who === 'rule')) {
      return `anyOf.${id}: a rule has no ticket to name`;
    }
    if (!isPattern(ticket)) {
      return `anyOf.${id}: ticket is no pattern that can be read`;
    }
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

function timeProblem({ time }: ApprovalRule): string | undefined {
  for (const [index, step] of time.entries()) {
    if ((step.do === 'hand-over') !== (step.to !== undefined)) {
      return `time.${index}: “to” says to whom it is handed over, and belongs to hand-over alone`;
    }
    if (index > 0 && step.afterHours <= time[index - 1].afterHours) {
      return `time.${index}: steps come one after the other`;
    }
    if (step.do === 'close' && index < time.length - 1) {
      return `time.${index}: nothing comes after close`;
    }
  }
  return undefined;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`, 'u').source.length > 0;
  } catch {
    return false;
  }
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
