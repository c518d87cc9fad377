import type { AccessGrant } from '../access/accessDocument';
import type { CallAction, Principal } from './types';

/**
 * Looks for a grant of the principal, or of one of their groups, that holds now and covers the action.
 *
 * @returns `covering`: a grant that allows the action; `any`: one that holds but does not cover it.
 */
export function findGrant(
  grants: readonly AccessGrant[],
  principal: Principal,
  action: CallAction,
  now: number,
): { covering?: AccessGrant; any?: AccessGrant } {
  let any: AccessGrant | undefined;
  for (const grant of grants) {
    const isHolder =
      grant.subject === principal.userEntityRef ||
      principal.ownershipEntityRefs.includes(grant.subject);
    // An unreadable date compares false: the grant does not hold.
    if (isHolder && now < Date.parse(grant.expiresAt)) {
      if (covers(grant, action)) return { covering: grant, any };
      any ??= grant;
    }
  }
  return { any };
}

function covers(grant: AccessGrant, action: CallAction): boolean {
  switch (action.kind) {
    case 'session':
    case 'list':
      return true;
    case 'tool':
    case 'task':
      return (
        grant.tools.kind === 'all' ||
        (action.tool !== undefined && grant.tools.names.includes(action.tool))
      );
    case 'other':
      return grant.tools.kind === 'all';
    default:
      return action satisfies never;
  }
}
