import { holderOf } from '../pipeline/holderOf';
import type { Call } from '../pipeline/types';
import type { SessionOwner } from './types';

/** Whose a session of this call is or would be; `undefined` before it is known who calls. */
export function ownerOfSession(
  call: Pick<Call, 'principal' | 'token' | 'document' | 'serverRef'>,
): SessionOwner | undefined {
  const { principal, document, serverRef } = call;
  const client = holderOf(call);
  if (!principal || client === undefined) return undefined;
  return {
    server: document?.serverId ?? serverRef,
    upstream: document?.approvedRevision?.upstream.url ?? '',
    userEntityRef: principal.userEntityRef,
    client,
  };
}
