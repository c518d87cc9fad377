import {
  alternativeProblem,
  firstTwice,
  isAutomatic,
  timeProblem,
} from '../policy/ruleProblems';
import type { AccessPolicy, AccessRule } from './accessPolicySchema';

/** What of a policy about access makes no sense, or would let a rule decide more than it says; nothing where it is in order. */
export function findAccessPolicyProblem(
  policy: AccessPolicy,
): string | undefined {
  const twice = firstTwice(policy.rules.map(({ id }) => id));
  if (twice !== undefined) return `there are two rules called “${twice}”`;
  for (const rule of policy.rules) {
    const problem =
      alternativeProblem(rule) ??
      automaticProblem(rule) ??
      daysProblem(rule) ??
      timeProblem(rule);
    if (problem !== undefined) return `rules.${rule.id}: ${problem}`;
  }
  return undefined;
}

/** What a rule gives by itself, it says: to servers of which risk, tools that do what, for how long. Nothing of it goes without saying. */
function automaticProblem(rule: AccessRule): string | undefined {
  if (!isAutomatic(rule)) return undefined;
  const { when = {} } = rule;
  const unsaid = (['risk', 'onlyEffects', 'daysUpTo'] as const).find(
    name => when[name] === undefined,
  );
  return unsaid === undefined
    ? undefined
    : `a rule that approves by itself says when.${unsaid}`;
}

function daysProblem(rule: AccessRule): string | undefined {
  const { daysUpTo, daysOver } = rule.when ?? {};
  if (
    daysUpTo !== undefined &&
    daysOver !== undefined &&
    daysOver >= daysUpTo
  ) {
    return 'when: nothing is over daysOver and up to daysUpTo';
  }
  const isOnlyOfRules = rule.anyOf.every(({ by }) =>
    by.every(({ who }) => who === 'rule'),
  );
  return rule.freshSignIn && isOnlyOfRules
    ? 'freshSignIn: a rule does not sign in'
    : undefined;
}
