import type { AccessGrant } from '../access/accessDocument';
import { coversAction } from './coversAction';
import { isHeld } from './isHeld';
import type { ActiveStops } from '../stops/ActiveStops';
import type { Stop } from '../stops/stop';
import type { CallAction, Principal } from './types';

/**
 * Looks for a grant of the principal, or of one of their groups, that holds now and covers the action.
 *
 * @returns `covering`: a grant that allows the action; `any`: one that holds but does not cover it; `stopped`: one that would allow
 * it, and the stop that keeps it from doing so.
 */
export function findGrant(
  grants: readonly AccessGrant[],
  principal: Principal,
  action: CallAction,
  now: number,
  stops?: ActiveStops,
): {
  covering?: AccessGrant;
  any?: AccessGrant;
  stopped?: { grant: AccessGrant; stop: Stop };
} {
  let any: AccessGrant | undefined;
  let stopped: { grant: AccessGrant; stop: Stop } | undefined;
  for (const grant of grants) {
    if (isHeld(grant, principal, now)) {
      const stop = stops?.ofGrant(grant.id, now);
      const covers = coversAction(grant, action);
      if (covers && !stop) return { covering: grant, any };
      if (covers && stop) stopped ??= { grant, stop };
      any ??= grant;
    }
  }
  return stopped ? { any, stopped } : { any };
}
