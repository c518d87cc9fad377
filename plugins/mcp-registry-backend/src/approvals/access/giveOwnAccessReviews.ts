import type { AuditorService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { settleRequest } from '../../access/settleRequest';
import { addHistory } from '../../service/HistoryStore';
import type { Notifier } from '../../service/Notifier';
import { metRules } from '../reviews/metRules';
import { signatureOf } from '../reviews/signatureOf';
import type { AccessApprovals, AccessStanding } from './AccessApprovals';
import { addAccessReview } from './AccessReviewStore';
import { writeAccessStanding } from './AccessStandingStore';
import { auditRule } from './auditRule';
import { grantedTerms } from './grantedTerms';
import type { AccessDecidable } from './readAccessFacts';

/** What rules and the worker do in one transaction, with what has to be told after it. */
export interface AccessDone {
  standing: AccessStanding;
  /** Nothing waits any more. */
  isSettled: boolean;
  told: (() => Promise<void>)[];
}

/** What they need for it. */
export interface AccessDoing extends AccessDecidable {
  approvals: AccessApprovals;
  notifier: Notifier;
  auditor: AuditorService;
  standing: AccessStanding;
  read(): Promise<AccessStanding>;
  now: Date;
}

/**
 * Writes the reviews of rules that approve in their own name, and grants where that was the last one. They are reviews as those of people
 * are: a denial wins.
 */
export async function giveOwnAccessReviews(
  tx: Knex.Transaction,
  options: AccessDoing,
): Promise<AccessDone> {
  const { request, server, approvals, standing, now } = options;
  const { id } = request;
  const due = standing.state.automatic;
  // People may have said enough before: the policy asks for less by now.
  if (due.length === 0 && standing.state.decision !== 'approved') {
    return { standing, isSettled: false, told: [] };
  }
  const at = now.toISOString();
  for (const rule of due) {
    const by = signatureOf(rule);
    await addAccessReview(tx, {
      ...{ requestId: id, by, at, rule, source: 'rule', verdict: 'approve' },
      memberOf: [],
      baseDigest: standing.facts.baseDigest,
    });
    await addHistory(tx, {
      ...{ kind: 'request', id, at, by, event: 'reviewed' },
      details: { ...rule },
    });
  }
  const after = await options.read();
  const granted = grantedTerms(request.asked, after);
  if (after.state.decision !== 'approved' || !granted) {
    return { standing: after, isSettled: false, told: [] };
  }
  const by = lastApproval(after);
  await writeAccessStanding(tx, { id, isOpen: false, standing: after });
  await settleRequest(tx, {
    ...{ request, server, granted, by, now },
    details: metRules(after, approvals.policies),
  });
  return {
    standing: after,
    isSettled: true,
    told: [
      async () => await auditRule(options, { by, actionType: 'approve' }),
      async () =>
        await options.notifier.accessDecided(
          { ...request, state: 'approved', decidedBy: by },
          server,
        ),
    ],
  };
}

/** Who said the last yes that counts, a person or a rule. */
function lastApproval({ reviews, facts }: AccessStanding): string {
  const last = reviews.findLast(
    ({ verdict, baseDigest }) =>
      verdict === 'approve' && baseDigest === facts.baseDigest,
  );
  if (!last) throw new Error('Access is approved that nobody approved');
  return last.by;
}
