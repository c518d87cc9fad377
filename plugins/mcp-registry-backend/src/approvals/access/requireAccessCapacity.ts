import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { FoundRequest } from '../../access/checkAccessDecision';
import { belongsTo, type Caller } from '../../service/Caller';
import { registryError } from '../../service/registryError';
import type { Principal } from '../delegations/Delegations';
import { type Capacity, capacityOf } from '../reviews/capacityOf';
import type { AccessApprovals, AccessStanding } from './AccessApprovals';

type Decision = RegistrySchemas['AccessDecision'];

/** Refuses everybody but those who are asked, and the one who asked; to strangers the request is unknown. */
export function requireAccessCapacity(
  speaker: {
    caller: Caller;
    accounts: readonly string[];
    principals: readonly Principal[];
  },
  options: {
    approvals: Pick<AccessApprovals, 'after'>;
    found: FoundRequest;
    standing: AccessStanding;
    decision: Decision;
  },
): Capacity {
  const { caller, accounts, principals } = speaker;
  const { approvals, found, standing, decision } = options;
  const { request, server } = found;
  const { facts } = standing;
  const names = [caller.userEntityRef, ...accounts];
  if (names.includes(request.requestedBy) || names.includes(request.subject)) {
    throw registryError('request.own');
  }
  const capacity = capacityOf({
    ...{ caller, accounts, principals, standing },
    after: review => approvals.after(standing, review),
    ...saidBy(decision),
    // Those who answer for the server and those who review say no whenever they want.
    mayDeny: [
      { who: 'owner', refs: [facts.owner] },
      { who: 'reviewers', refs: facts.reviewers },
    ],
  });
  if (capacity === 'given') {
    throw registryError(
      request.state === 'pending'
        ? 'request.consent-given'
        : 'request.already-decided',
      request.decidedBy && `It is ${request.state}, by ${request.decidedBy}.`,
    );
  }
  if (capacity !== 'none') return capacity;
  const isConcerned =
    caller.isApprover ||
    belongsTo(caller, request.subject) ||
    belongsTo(caller, server.facts.owner);
  throw registryError(isConcerned ? 'request.not-asked' : 'request.not-found');
}

/** What a decision says, as a review has it. */
export function saidBy({ decision, ticket }: Decision) {
  return {
    verdict: decision === 'approve' ? ('approve' as const) : ('deny' as const),
    ticket: ticket?.trim() || undefined,
  };
}
