import type { GrantRecord } from '../access/GrantStore';
import { isOwnerSide } from '../approvals/approvers';
import { belongsTo, type Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import type { CampaignRecord, ReviewItemRecord } from './ReviewStore';

/** Whether a grant is the caller's own: theirs, their group's, or of an agent that they answer for. */
export function isOwnGrant(
  caller: Caller,
  grant: Pick<GrantRecord, 'subject' | 'requestedBy'>,
): boolean {
  return (
    belongsTo(caller, grant.subject) ||
    grant.requestedBy === caller.userEntityRef
  );
}

/** Whether those who are escalated to, or the review team where nobody is named, include the caller. */
export function isEscalatedTo(
  caller: Caller,
  campaign: Pick<CampaignRecord, 'escalateTo'>,
): boolean {
  return campaign.escalateTo.length > 0
    ? campaign.escalateTo.some(group => belongsTo(caller, group))
    : caller.isApprover;
}

/** Why the caller may or may not answer. Nobody answers about their own access, whatever else they are. */
export function roleInReview(
  caller: Caller,
  options: {
    item: ReviewItemRecord;
    campaign: CampaignRecord;
    server: ServerRecord;
    grant?: GrantRecord;
  },
): 'decides' | 'own' | 'concerned' | 'stranger' {
  const { item, campaign, server, grant } = options;
  if (grant && isOwnGrant(caller, grant)) return 'own';
  const isLoud =
    item.atReviewers ||
    item.state === 'escalated' ||
    item.state === 'suspended';
  if (
    isOwnerSide(caller, server) ||
    (isLoud && isEscalatedTo(caller, campaign))
  ) {
    return 'decides';
  }
  return caller.isApprover || isEscalatedTo(caller, campaign)
    ? 'concerned'
    : 'stranger';
}
