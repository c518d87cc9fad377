import { moved, refused, type Transition } from './transition';

/** States of a grant. */
export const GRANT_STATES = ['active', 'expired', 'revoked'] as const;
/** See {@link GRANT_STATES}. */
export type GrantState = (typeof GRANT_STATES)[number];

/** What can happen to a grant. */
export const GRANT_EVENTS = ['expire', 'revoke'] as const;
/** See {@link GRANT_EVENTS}. */
export type GrantEvent = (typeof GRANT_EVENTS)[number];

/** The next state of a grant: it ends once, and nothing brings it back. */
export function nextGrantState(
  state: GrantState,
  event: GrantEvent,
): Transition<GrantState> {
  if (state !== 'active') {
    return refused(`The grant has already ended: it is ${state}.`);
  }
  switch (event) {
    case 'expire':
      return moved('expired');
    case 'revoke':
      return moved('revoked');
    default:
      return unknownEvent(event);
  }
}

/** The state that a grant has at a moment: one whose time is over counts as expired before anybody writes it down. */
export function grantStateAt(
  grant: { state: GrantState; expiresAt: string },
  now: Date,
): GrantState {
  return grant.state === 'active' &&
    new Date(grant.expiresAt).getTime() <= now.getTime()
    ? 'expired'
    : grant.state;
}

function unknownEvent(event: never): Transition<GrantState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
