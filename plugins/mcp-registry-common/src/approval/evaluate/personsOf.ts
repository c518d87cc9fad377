import type { ApprovalReview, DecidedFacts } from './types';

/** Somebody whose approval counts, once, whatever they are and whoever acted for them. */
export interface Person {
  /** Whose name stands for them. */
  readonly by: string;
  readonly refs: ReadonlySet<string>;
  readonly reviews: readonly ApprovalReview[];
}

/**
 * Who approved, each person once. Who stood in for somebody is one with them: two who speak for the same person are that person.
 * The one who asked is nobody, and so is whoever spoke for them.
 */
export function personsOf(
  reviews: readonly ApprovalReview[],
  facts: Omit<DecidedFacts, 'submittedAt'>,
): Person[] {
  const counted = reviews.filter(
    review =>
      review.verdict === 'approve' &&
      review.source !== 'rule' &&
      !namesOf([review]).some(name => isNobody(facts, name)) &&
      review.baseDigest === facts.baseDigest,
  );
  const groups: ApprovalReview[][] = [];
  for (const review of counted) {
    const names = namesOf([review]);
    const same = groups.filter(group =>
      namesOf(group).some(name => names.includes(name)),
    );
    for (const group of same) groups.splice(groups.indexOf(group), 1);
    groups.push([...same.flat(), review]);
  }
  return groups.map(group => ({
    by: group[0].by,
    refs: new Set(group.flatMap(({ memberOf }) => memberOf)),
    reviews: group,
  }));
}

/** Whether somebody's word counts for nothing: nobody decides about what they ask for, or get. */
export function isNobody(
  { requester, beneficiary }: Pick<DecidedFacts, 'requester' | 'beneficiary'>,
  name: string,
): boolean {
  return name === requester || name === beneficiary;
}

function namesOf(reviews: readonly ApprovalReview[]): string[] {
  return reviews.flatMap(({ by, onBehalfOf, accounts = [] }) => [
    by,
    ...accounts,
    ...(onBehalfOf === undefined ? [] : [onBehalfOf]),
  ]);
}
