import type { AccessRequestRecord } from '../access/AccessRequestStore';
import { belongsTo, type Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';

/** Whether the caller owns the server as it was approved. */
export function isOwnerSide(caller: Caller, server: ServerRecord): boolean {
  return belongsTo(caller, server.facts.owner);
}

/** Why the caller may or may not decide about an access request. The one who asked never may, whatever else they are. */
export function roleInRequest(
  caller: Caller,
  request: AccessRequestRecord,
  server: ServerRecord,
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
  return belongsTo(caller, request.subject) || caller.isApprover
    ? 'concerned'
    : 'stranger';
}
