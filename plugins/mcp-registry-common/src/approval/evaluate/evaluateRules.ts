import { type Assignment, assignments } from './assignRoles';
import { judgeRule, missingOf } from './judgeRule';
import { isNobody, personsOf } from './personsOf';
import type { RuleInForce } from './RuleInForce';
import type {
  ApprovalReview,
  ApprovalState,
  AutomaticReview,
  DecidedFacts,
  DecidedInput,
  RuleState,
  StepState,
} from './types';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Where a decision stands that these rules have to be met for, all of them, each in one of its ways. A denial wins. Nobody counts twice, and
 * the one who asked not at all.
 */
export function evaluateRules(
  inForce: readonly RuleInForce[],
  input: DecidedInput,
): ApprovalState {
  const { facts, reviews, now } = input;
  const persons = personsOf(reviews, facts);
  const rules = best(
    assignments(persons, inForce).map(assignment =>
      judgeAll(inForce, { assignment, input }),
    ),
  );
  const denial = reviews.find(
    ({ verdict, by }) => verdict === 'deny' && !isNobody(facts, by),
  );
  const steps = denial ? [] : stepsOf(inForce, { rules, facts, now });
  return {
    decision: decisionOf({ denial, rules }),
    ...(denial && { deniedBy: denial.by }),
    rules,
    waitsFor: denial ? [] : waitsFor(rules),
    automatic: denial ? [] : automaticOf(inForce, { facts, reviews }),
    steps,
  };
}

function decisionOf(options: {
  denial: ApprovalReview | undefined;
  rules: readonly RuleState[];
}): ApprovalState['decision'] {
  const { denial, rules } = options;
  if (denial) return 'denied';
  // Whatever rules say: nothing is approved that nobody, and no rule, has approved.
  const isAnybodyThere = rules.some(({ alternatives }) =>
    alternatives.some(
      ({ isMet, needs }) =>
        isMet && needs.some(({ given }) => given.length > 0),
    ),
  );
  return isAnybodyThere && rules.every(({ isMet }) => isMet)
    ? 'approved'
    : 'open';
}

function judgeAll(
  inForce: readonly RuleInForce[],
  options: { assignment: Assignment; input: DecidedInput },
): RuleState[] {
  return inForce.map(rule => judgeRule(rule, options));
}

/** The way in which most is met, and of those the one in which least is missing. */
function best(ways: readonly RuleState[][]): RuleState[] {
  const rank = (rules: readonly RuleState[]) => [
    rules.filter(({ isMet }) => !isMet).length,
    rules.reduce((sum, rule) => sum + missingOf(rule), 0),
  ];
  return ways.reduce((found, way) => {
    const [a, b] = [rank(found), rank(way)];
    return b[0] < a[0] || (b[0] === a[0] && b[1] < a[1]) ? way : found;
  });
}

function waitsFor(rules: readonly RuleState[]): ApprovalState['waitsFor'] {
  const found = new Map<string, ApprovalState['waitsFor'][number]>();
  const needs = rules
    .filter(({ isMet }) => !isMet)
    .flatMap(({ alternatives }) =>
      alternatives.flatMap(alternative => {
        const people = alternative.needs.filter(({ who }) => who !== 'rule');
        const isTicketAlone =
          alternative.isTicketMissing && people.every(n => n.missing === 0);
        // Where the ticket alone is missing, any of them can still name it.
        return people
          .filter(({ missing }) => missing > 0 || isTicketAlone)
          .map(need => ({ ...need, missing: Math.max(need.missing, 1) }));
      }),
    );
  for (const { who, refs, system, missing } of needs) {
    const key = JSON.stringify([who, refs, system]);
    const least = Math.min(missing, found.get(key)?.missing ?? missing);
    found.set(key, {
      ...{ who, refs, missing: least },
      ...(system !== undefined && { system }),
    });
  }
  return [...found.values()];
}

function automaticOf(
  inForce: readonly RuleInForce[],
  options: { facts: DecidedFacts; reviews: readonly ApprovalReview[] },
): AutomaticReview[] {
  const { facts, reviews } = options;
  return inForce
    .filter(
      ({ mayReviewItself, policy, rule, digest }) =>
        mayReviewItself &&
        !reviews.some(
          review =>
            review.source === 'rule' &&
            review.baseDigest === facts.baseDigest &&
            review.rule?.policy === policy &&
            review.rule.rule === rule &&
            review.rule.digest === digest,
        ),
    )
    .map(({ policy, rule, digest }) => ({ policy, rule, digest }));
}

function stepsOf(
  inForce: readonly RuleInForce[],
  options: { rules: readonly RuleState[]; facts: DecidedFacts; now: Date },
): StepState[] {
  const { rules, facts, now } = options;
  const from = Date.parse(facts.submittedAt);
  return inForce.flatMap(({ policy, rule, time }, place) =>
    rules[place].isMet
      ? []
      : time.map((step, index) => {
          const at = from + step.afterHours * HOUR_MS;
          return {
            ...step,
            ...{ policy, rule, index },
            at: new Date(at).toISOString(),
            isDue: at <= now.getTime(),
          };
        }),
  );
}
