import type { Approvals, Standing } from '../../approvals/reviews/Approvals';
import { capacityOf } from '../../approvals/reviews/capacityOf';
import type { ReviewRecord } from '../../approvals/reviews/ReviewStore';
import type { Decider } from '../../service/Caller';

/** How reviews by merges are told from those in the portal. */
const SOURCE = 'git';

interface Asked {
  approvals: Pick<Approvals, 'evaluate' | 'after'>;
  standing: Standing;
}

/** Whether a decision waits for somebody like this person, whether or not their yes is needed any more. */
export function isAsked(person: Decider, { approvals, standing }: Asked) {
  return capacity(person, { approvals, standing, accounts: [] }) !== 'none';
}

/**
 * What those who agreed to a merge say of the revision that it leads to: nothing, whose yes would change nothing. The order of the people is
 * kept, the most accountable first.
 */
export function reviewsByMerge(
  people: readonly Decider[],
  options: Asked & {
    digest: string;
    at: string;
    reason: string;
    accountsOf(person: Decider): readonly string[];
  },
): ReviewRecord[] {
  const { approvals, standing, digest, at, reason, accountsOf } = options;
  const reviews: ReviewRecord[] = [];
  for (const person of people) {
    const accounts = accountsOf(person);
    const now = after(reviews, { approvals, standing });
    const as = capacity(person, { approvals, standing: now, accounts });
    if (as === 'none' || as === 'given') continue;
    reviews.push({
      ...{ digest, at, reason, accounts, source: SOURCE, verdict: 'approve' },
      by: person.userEntityRef,
      memberOf: [...new Set(as.asked.map(({ ref }) => ref))],
      baseDigest: standing.facts.baseDigest,
    });
  }
  return reviews;
}

/** Whether nothing more is asked for once this was said. */
export function areEnough(
  reviews: readonly ReviewRecord[],
  asked: Asked,
): boolean {
  return (
    reviews.length > 0 && after(reviews, asked).state.decision === 'approved'
  );
}

function after(
  reviews: readonly ReviewRecord[],
  { approvals, standing }: Asked,
): Standing {
  return approvals.evaluate(standing.facts, [...standing.reviews, ...reviews]);
}

function capacity(
  caller: Decider,
  options: Asked & { accounts: readonly string[] },
) {
  return capacityOf({
    accounts: options.accounts,
    standing: options.standing,
    after: review => options.approvals.after(options.standing, review),
    caller,
    // A delegate decides in the portal.
    principals: [],
    verdict: 'approve',
  });
}
