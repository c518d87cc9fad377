import type { AccessGrant } from '../access/accessDocument';
import { coversAction } from './coversAction';
import { isHeld } from './isHeld';
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
    if (isHeld(grant, principal, now)) {
      if (coversAction(grant, action)) return { covering: grant, any };
      any ??= grant;
    }
  }
  return { any };
}
