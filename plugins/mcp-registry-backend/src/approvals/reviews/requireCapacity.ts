import type { ApprovalReview } from '@sallyport/backstage-plugin-mcp-registry-common';
import { belongsTo, type Caller } from '../../service/Caller';
import { registryError } from '../../service/registryError';
import { isOwnerSide } from '../approvers';
import type { Principal } from '../delegations/Delegations';
import type { Approvals, Decidable, Standing } from './Approvals';
import type { AskedKind } from './askedOf';
import { type Capacity, capacityOf } from './capacityOf';
import type { ReviewRecord } from './ReviewStore';

/** What is known of who decides, from outside of the transaction. */
export interface Speaker {
  caller: Caller;
  /** Other accounts of theirs. */
  accounts: readonly string[];
  principals: readonly Principal[];
  /** As what the portal lets them speak; as everything without. */
  may?: ReadonlySet<AskedKind>;
}

/** Refuses everybody but those who are asked, and the one who submitted; to strangers the revision is unknown. */
export function requireCapacity(
  { caller, accounts, principals, may }: Speaker,
  options: Decidable & {
    approvals: Approvals;
    standing: Standing;
    verdict: ReviewRecord['verdict'];
    ticket?: string;
  },
): Capacity {
  const { approvals, revision, server, standing, verdict, ticket } = options;
  if ([caller.userEntityRef, ...accounts].includes(revision.submittedBy)) {
    throw registryError('revision.own');
  }
  const about = {
    ...{ caller, accounts, principals },
    after: (review: ApprovalReview) => approvals.after(standing, review),
    ...{ standing, verdict, ticket },
  };
  const whole = capacityOf(about);
  if (whole === 'given') throw given(revision);
  if (whole !== 'none') {
    if (!may) return whole;
    const capacity = capacityOf({
      ...about,
      may: ({ kind }) => may.has(kind),
    });
    if (capacity === 'given') throw given(revision);
    if (capacity === 'none') throw registryError('permission.denied');
    return capacity;
  }
  if (caller.isApprover) throw registryError('revision.not-asked');
  throw registryError(
    isOwnerSide(caller, server) || belongsTo(caller, server.liveFacts.owner)
      ? 'revision.not-approver'
      : 'revision.not-found',
  );
}

function given({ state, decidedBy }: Decidable['revision']): Error {
  return state === 'submitted'
    ? registryError('revision.consent-given')
    : registryError(
        'revision.already-decided',
        decidedBy && `It is ${state}, by ${decidedBy}.`,
      );
}
