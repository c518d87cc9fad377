import type { ApprovalFacts } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { ExceptionUse } from '../../exceptions/ExceptionUseStore';
import { updateRevision } from '../../revisions/RevisionStore';
import { addHistory } from '../../service/HistoryStore';
import { registryError } from '../../service/registryError';
import { conditionsOfApproval } from '../conditions/conditionsOfApproval';
import type { ConsentRecord } from '../ConsentStore';
import type { Approvals, Decidable } from './Approvals';
import { metRules } from './metRules';
import { addReview, type ReviewRecord } from './ReviewStore';
import { type DeniedState, settleRevision } from './settleRevision';
import { writeAligned } from './writeAligned';

/**
 * Writes what a person said of a revision that waits, and what follows from it: it is approved or rejected, or goes on waiting for others.
 * Whether they may say it, on which difference, and whether the checks hold it back is the caller's to ask before, in the same
 * transaction. Reviews that come another way than through the portal name it as their `source`.
 *
 * @returns who still has to agree; nobody, where it is decided.
 */
export async function recordReview(
  tx: Knex.Transaction,
  options: Decidable & {
    approvals: Approvals;
    consents: readonly ConsentRecord[];
    dataOwners?: ApprovalFacts['dataOwners'];
    /** The findings without whose exceptions the checks would hold it back, as the gate named them. */
    accepted: readonly ExceptionUse[];
    /** What it becomes when it is denied; `rejected` without. */
    deniedState?: DeniedState;
    review: Omit<ReviewRecord, 'digest'>;
    /** What the history says beside. */
    details?: Record<string, unknown>;
  },
): Promise<{ missing: string[] }> {
  const { revision, server, approvals, consents, dataOwners, accepted } =
    options;
  const { digest } = revision;
  const review: ReviewRecord = { ...options.review, digest };
  const { by, at, reason } = review;
  await addReview(tx, review);
  const about = { revision, server };
  const after = await approvals.read(tx, about, { consents, dataOwners });
  const isOpen = after.state.decision === 'open';
  const sides = await writeAligned(tx, {
    ...{ digest, consents, isOpen },
    standing: after,
  });
  const details = { ...options.details, ...detailsOf(review, sides) };
  if (isOpen) {
    await noteConsent(tx, { ...about, review, details });
    return { missing: after.state.waitsFor.flatMap(({ refs }) => refs) };
  }
  const state =
    after.state.decision === 'approved'
      ? 'approved'
      : options.deniedState ?? 'rejected';
  await settleRevision(tx, {
    ...{ ...about, state, accepted, by, at, reason },
    conditions: conditionsOfApproval(after, {
      policies: approvals.policies,
      at,
    }),
    details: {
      ...details,
      ...(state === 'approved' && metRules(after, approvals.policies)),
    },
  });
  return { missing: [] };
}

function detailsOf(
  review: ReviewRecord,
  sides: readonly ConsentRecord[],
): Record<string, unknown> {
  const { by, onBehalfOf, ticket, signedInAt, source, conditions } = review;
  const side = sides.find(({ given }) => given?.by === by)?.side;
  return {
    ...(side && { side }),
    ...(onBehalfOf && { onBehalfOf }),
    ...(ticket && { ticket }),
    ...(source !== 'person' && { source }),
    ...(signedInAt && { signedInAt }),
    ...(conditions && { conditions }),
  };
}

/** Somebody agreed, and it goes on waiting for others. */
async function noteConsent(
  tx: Knex.Transaction,
  options: Decidable & {
    review: ReviewRecord;
    details: Record<string, unknown>;
  },
): Promise<void> {
  const { revision, review, details } = options;
  const { digest, proposal } = revision;
  const { at, by, reason } = review;
  const open = await updateRevision(tx, {
    digest,
    from: 'submitted',
    // A proposal of somebody else still waits for its confirmation.
    columns: {
      proposal:
        proposal && proposal.proposedBy !== by
          ? JSON.stringify(proposal)
          : null,
    },
  });
  if (!open) throw registryError('revision.already-decided');
  await addHistory(tx, {
    kind: 'revision',
    id: digest,
    ...{ at, by, event: 'consented', reason, details },
  });
}
