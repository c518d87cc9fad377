import type { AccessRequestRecord } from '../access/AccessRequestStore';
import { belongsTo, type Caller, type Decider } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Principal } from './delegations/Delegations';

/** Whether the caller owns the server as it was approved. */
export function isOwnerSide(caller: Decider, server: ServerRecord): boolean {
  return belongsTo(caller, server.facts.owner);
}

/**
 * Why the caller may or may not decide about an access request. The one who asked never may, whatever else they are and for whomever they
 * stand in; and for the one who asked nobody stands in.
 */
export function roleInRequest(
  caller: Caller,
  request: AccessRequestRecord,
  server: ServerRecord,
  principals: readonly Principal[] = [],
): 'decides' | 'requester' | 'concerned' | 'stranger' {
  if (
    caller.userEntityRef === request.requestedBy ||
    caller.userEntityRef === request.subject
  ) {
    return 'requester';
  }
  if (
    isOwnerSide(caller, server) ||
    (request.route === 'approver-group' && caller.isApprover)
  ) {
    return 'decides';
  }
  if (standsInFor(request, server, principals)) return 'decides';
  return belongsTo(caller, request.subject) || caller.isApprover
    ? 'concerned'
    : 'stranger';
}

/** The owner in whose place somebody decides about an access request, if there is one. */
export function standsInFor(
  request: AccessRequestRecord,
  server: ServerRecord,
  principals: readonly Principal[],
): string | undefined {
  return principals.find(
    ({ ref, memberOf }) =>
      ref !== request.requestedBy &&
      ref !== request.subject &&
      memberOf.includes(server.facts.owner),
  )?.ref;
}
