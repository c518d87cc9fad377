import { registryError } from '../service/registryError';
import type { Caller } from '../service/Caller';
import type { RevisionRecord } from '../revisions/RevisionStore';
import { concerns } from '../servers/ServerVisibility';
import type { ServerRecord } from '../servers/ServerRecord';
import type { ExceptionRecord } from './ExceptionStore';

/** An exception with what it is about. */
export interface FoundException {
  exception: ExceptionRecord;
  server: ServerRecord;
  /** The version at which it was asked for. */
  revision: RevisionRecord;
}

/**
 * Why the caller may or may not decide. Neither who asked nor who submitted the version, whatever groups they are in: who wants a version
 * approved does not clear its way.
 */
export function roleInException(
  caller: Caller,
  { exception, server, revision }: FoundException,
): 'decides' | 'asked' | 'concerned' | 'stranger' {
  const self = caller.userEntityRef;
  if (self === exception.requestedBy || self === revision.submittedBy) {
    return 'asked';
  }
  if (caller.isApprover) return 'decides';
  return concerns(caller, server) ? 'concerned' : 'stranger';
}

/** @throws where the caller does not decide; to strangers the exception is unknown. */
export function requireDecider(caller: Caller, found: FoundException): void {
  switch (roleInException(caller, found)) {
    case 'decides':
      return;
    case 'asked':
      throw registryError('exception.own');
    case 'concerned':
      throw registryError('exception.not-approver');
    default:
      throw registryError('exception.not-found');
  }
}
