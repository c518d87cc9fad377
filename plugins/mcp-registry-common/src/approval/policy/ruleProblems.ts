import type { ApprovalRule } from './approvalPolicySchema';

/** What every kind of policy has in common of a rule. */
type AnyRule = Pick<ApprovalRule, 'time'> & {
  readonly anyOf: readonly Omit<ApprovalRule['anyOf'][number], 'under'>[];
};

/** Whether a rule may approve in its own name. */
export function isAutomatic({ anyOf }: Pick<AnyRule, 'anyOf'>): boolean {
  return anyOf.some(({ by }) => by.some(({ who }) => who === 'rule'));
}

/** What of the ways of a rule makes no sense. */
export function alternativeProblem({
  anyOf,
}: Pick<AnyRule, 'anyOf'>): string | undefined {
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

/** What of the steps of a rule makes no sense. */
export function timeProblem({
  time,
}: Pick<AnyRule, 'time'>): string | undefined {
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

/** The first name that is there more than once. */
export function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`, 'u').source.length > 0;
  } catch {
    return false;
  }
}
