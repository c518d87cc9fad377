import { isOwnerSide } from '../approvals/approvers';
import type { ServerRecord } from '../servers/ServerRecord';
import { belongsTo, type Caller } from '../service/Caller';
import type { EmergencyReviewRecord } from './EmergencyReviewStore';

/** Somebody else than whoever took it: the owner's side, the review team, the policy's groups. */
export function mayCloseEmergency(
  caller: Caller,
  { review, server }: { review: EmergencyReviewRecord; server: ServerRecord },
): boolean {
  return (
    caller.userEntityRef !== review.takenBy &&
    (isOwnerSide(caller, server) ||
      caller.isApprover ||
      review.closers.some(group => belongsTo(caller, group)) ||
      (review.state === 'escalated' &&
        review.escalateTo.some(group => belongsTo(caller, group))))
  );
}
