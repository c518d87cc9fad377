import type { Knex } from 'knex';
import type { ExceptionUse } from '../../exceptions/ExceptionUseStore';
import type { Notifier } from '../../service/Notifier';
import { addHistory } from '../../service/HistoryStore';
import { conditionsOfApproval } from '../conditions/conditionsOfApproval';
import type { ConsentRecord } from '../ConsentStore';
import type { Approvals, Decidable, Standing } from './Approvals';
import { metRules } from './metRules';
import { addReview } from './ReviewStore';
import { settleRevision } from './settleRevision';
import { signatureOf } from './signatureOf';
import { writeAligned } from './writeAligned';

/** What rules and the worker do in one transaction, with what has to be told after it. */
export interface Done {
  standing: Standing;
  /** Nothing waits any more. */
  isSettled: boolean;
  told: (() => Promise<void>)[];
}

/** What they need for it. */
export interface Doing extends Decidable {
  approvals: Approvals;
  consents: readonly ConsentRecord[];
  notifier: Notifier;
  standing: Standing;
  read(): Promise<Standing>;
  at: string;
}

/**
 * Writes the reviews of rules that approve in their own name, and approves where that was the last one. They are reviews as those of people
 * are: checks hold them back, a denial wins.
 */
export async function giveOwnReviews(
  tx: Knex.Transaction,
  options: Doing & {
    /** What the gate named as accepted; absent where it holds the revision back. */
    accepted?: readonly ExceptionUse[];
  },
): Promise<Done> {
  const { revision, server, approvals, at, standing, accepted } = options;
  const { digest } = revision;
  const due = accepted ? standing.state.automatic : [];
  // People may have said enough before: the policy asks for less by now, or a check says something else.
  const isEnough = standing.state.decision === 'approved';
  if (!accepted || (due.length === 0 && !isEnough)) {
    return { standing, isSettled: false, told: [] };
  }
  for (const rule of due) {
    const by = signatureOf(rule);
    await addReview(tx, {
      ...{ digest, by, at, rule, source: 'rule', verdict: 'approve' },
      memberOf: [],
      baseDigest: standing.facts.baseDigest,
    });
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      ...{ at, by, event: 'reviewed' },
      details: { ...rule },
    });
  }
  const after = await options.read();
  if (after.state.decision !== 'approved') {
    return { standing: after, isSettled: false, told: [] };
  }
  await writeAligned(tx, {
    ...{ digest, consents: options.consents, isOpen: false },
    standing: after,
  });
  const by = lastApproval(after);
  await settleRevision(tx, {
    ...{ revision, server, by, at, state: 'approved', accepted },
    conditions: conditionsOfApproval(after, {
      policies: approvals.policies,
      at,
    }),
    details: metRules(after, approvals.policies),
  });
  return {
    standing: after,
    isSettled: true,
    told: [
      async () =>
        await options.notifier.revisionDecided(
          { ...revision, state: 'approved', decidedBy: by },
          server,
        ),
    ],
  };
}

/** Who said the last yes that counts, a person or a rule. */
function lastApproval({ reviews, facts, state }: Standing): string {
  const last = reviews.findLast(
    ({ verdict, baseDigest }) =>
      verdict === 'approve' && baseDigest === facts.baseDigest,
  );
  if (!last || state.decision !== 'approved') {
    throw new Error('Something is approved that nobody approved');
  }
  return last.by;
}
