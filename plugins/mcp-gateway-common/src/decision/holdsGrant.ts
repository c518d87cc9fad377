import type { AccessDocument } from '../access/accessDocument';
import type { ActiveStops } from '../stops/ActiveStops';
import { findGrant } from './findGrant';
import type { Principal } from './types';

/** Whether somebody has any grant for a server that holds now: then they know of it. With `stops`: one that is not stopped. */
export function holdsGrant(
  document: AccessDocument | undefined,
  principal: Principal,
  now: number,
  stops?: ActiveStops,
): boolean {
  const session = { kind: 'session', method: 'initialize' } as const;
  const grants = document?.grants ?? [];
  return (
    findGrant(grants, principal, session, now, stops).covering !== undefined
  );
}
