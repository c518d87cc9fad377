import type { AccessRequestRecord } from '../access/AccessRequestStore';
import type { RevisionRecord } from '../revisions/RevisionStore';
import { belongsTo, type Caller, type Decider } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import { sidesOf } from './consentSides';
import type { ConsentRecord } from './ConsentStore';

/** Whether the caller owns the server as it was approved. */
export function isOwnerSide(caller: Decider, server: ServerRecord): boolean {
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

/** Why the caller may or may not decide about a revision, for one of the sides that have to agree. */
export function roleInRevision(
  caller: Caller,
  options: {
    revision: RevisionRecord;
    server: ServerRecord;
    consents: ConsentRecord[];
  },
): 'decides' | 'submitter' | 'concerned' | 'stranger' {
  const { revision, server, consents } = options;
  if (caller.userEntityRef === revision.submittedBy) {
    return 'submitter';
  }
  if (sidesOf(caller, consents).length > 0) {
    return 'decides';
  }
  return isOwnerSide(caller, server) ||
    belongsTo(caller, server.liveFacts.owner)
    ? 'concerned'
    : 'stranger';
}
