import { type Assignment, givenFor } from './assignRoles';
import type { Person } from './personsOf';
import type { Asked, RuleInForce } from './RuleInForce';
import type {
  AlternativeState,
  ApprovalNeed,
  DecidedInput,
  RuleState,
} from './types';

const MAX_TICKET = 100;

/** How much of a rule is given, where each person counts in one role. */
export function judgeRule(
  rule: RuleInForce,
  options: { assignment: Assignment; input: DecidedInput },
): RuleState {
  const alternatives = rule.alternatives.map(alternative =>
    judgeAlternative(alternative, { ...options, rule }),
  );
  return {
    policy: rule.policy,
    rule: rule.rule,
    ...(rule.title !== undefined && { title: rule.title }),
    isMet: alternatives.some(({ isMet }) => isMet),
    alternatives,
  };
}

/** How much of all its ways is missing: every review that is of use makes it less. */
export function missingOf({ alternatives }: RuleState): number {
  return alternatives
    .flatMap(({ needs, isTicketMissing }) => [
      ...needs.map(({ missing }) => missing),
      isTicketMissing ? 1 : 0,
    ])
    .reduce((sum, missing) => sum + missing, 0);
}

function judgeAlternative(
  alternative: RuleInForce['alternatives'][number],
  options: { assignment: Assignment; input: DecidedInput; rule: RuleInForce },
): AlternativeState {
  const { assignment } = options;
  const { id, title, ticket, asked } = alternative;
  // Whom one way asks for in two roles, it asks for two people.
  const taken = new Set<Person>();
  const needs = asked.map(one => judgeNeed(one, { ...options, taken }));
  const isTicketMissing =
    ticket !== undefined &&
    !asked.some(one =>
      givenFor(one, assignment).some(({ reviews }) =>
        reviews.some(
          review =>
            isTicket(ticket, review.ticket) &&
            review.memberOf.some(ref => one.refs.includes(ref)),
        ),
      ),
    );
  return {
    id,
    ...(title !== undefined && { title }),
    needs,
    ...(ticket !== undefined && { ticket }),
    isTicketMissing,
    isMet: !isTicketMissing && needs.every(({ missing }) => missing === 0),
  };
}

function judgeNeed(
  asked: Asked,
  options: {
    assignment: Assignment;
    input: DecidedInput;
    rule: RuleInForce;
    taken: Set<Person>;
  },
): ApprovalNeed {
  const { who, refs, system, count } = asked;
  const { assignment, taken, rule } = options;
  const people = givenFor(asked, assignment)
    .filter(
      person => !taken.has(person) && isFreshEnough(person, { asked, rule }),
    )
    .slice(0, count);
  for (const person of people) taken.add(person);
  const given =
    who === 'rule' ? signaturesOf(options) : people.map(({ by }) => by);
  return {
    ...{ who, refs, count, given },
    ...(system !== undefined && { system }),
    missing: Math.max(0, count - given.length),
  };
}

/** Who signed in again for something else, or had somebody else do it, has not. */
function isFreshEnough(
  { reviews }: Person,
  { asked, rule }: { asked: Asked; rule: RuleInForce },
): boolean {
  return (
    !rule.needsFreshSignIn ||
    reviews.some(
      ({ signedInAt, memberOf }) =>
        signedInAt !== undefined &&
        memberOf.some(ref => asked.refs.includes(ref)),
    )
  );
}

/** A rule's own review counts while the rule applies for certain, by the version that it was signed by. */
function signaturesOf(options: {
  input: DecidedInput;
  rule: RuleInForce;
}): string[] {
  const { input, rule } = options;
  if (!rule.mayReviewItself) return [];
  return input.reviews
    .filter(
      review =>
        review.source === 'rule' &&
        review.verdict === 'approve' &&
        review.baseDigest === input.facts.baseDigest &&
        review.rule?.policy === rule.policy &&
        review.rule.rule === rule.rule &&
        review.rule.digest === rule.digest,
    )
    .slice(0, 1)
    .map(({ by }) => by);
}

/** The whole text has to be a number of a ticket. */
function isTicket(pattern: string, ticket: string | undefined): boolean {
  return (
    ticket !== undefined &&
    ticket.length <= MAX_TICKET &&
    new RegExp(`^(?:${pattern})$`, 'u').test(ticket)
  );
}
