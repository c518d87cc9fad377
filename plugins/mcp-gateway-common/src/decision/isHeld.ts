import type { AccessGrant } from '../access/accessDocument';
import type { Principal } from './types';

/** Whether a grant is this principal's, their own or a group's, and holds now. */
export function isHeld(
  grant: AccessGrant,
  principal: Principal,
  now: number,
): boolean {
  const isHolder =
    grant.subject === principal.userEntityRef ||
    principal.ownershipEntityRefs.includes(grant.subject);
  // An unreadable date compares false: the grant does not hold.
  return isHolder && now < Date.parse(grant.expiresAt);
}
