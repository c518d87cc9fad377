import { moved, refused, type Transition } from './transition';

/** States of a grant. `suspended`: a review of it was not answered; it is stopped until it is, or until its end. */
export const GRANT_STATES = [
  'active',
  'suspended',
  'expired',
  'revoked',
] as const;
/** See {@link GRANT_STATES}. */
export type GrantState = (typeof GRANT_STATES)[number];

/** What can happen to a grant. */
export const GRANT_EVENTS = ['expire', 'revoke', 'suspend', 'restore'] as const;
/** See {@link GRANT_EVENTS}. */
export type GrantEvent = (typeof GRANT_EVENTS)[number];

/** How a grant came about. `break-glass`: somebody took it at once, under the policy for emergencies. */
export const GRANT_KINDS = ['standard', 'break-glass'] as const;
/** See {@link GRANT_KINDS}. */
export type GrantKind = (typeof GRANT_KINDS)[number];

/** The next state of a grant: it ends once, and nothing brings it back. What is suspended is restored, or ends. */
export function nextGrantState(
  state: GrantState,
  event: GrantEvent,
): Transition<GrantState> {
  if (state === 'expired' || state === 'revoked') {
    return refused(`The grant has already ended: it is ${state}.`);
  }
  switch (event) {
    case 'expire':
      return moved('expired');
    case 'revoke':
      return moved('revoked');
    case 'suspend':
      return state === 'active'
        ? moved('suspended')
        : refused('The grant is suspended already.');
    case 'restore':
      return state === 'suspended'
        ? moved('active')
        : refused('The grant is not suspended.');
    default:
      return unknownEvent(event);
  }
}

/** The state that a grant has at a moment: one whose time is over counts as expired before anybody writes it down. */
export function grantStateAt(
  grant: { state: GrantState; expiresAt: string },
  now: Date,
): GrantState {
  return (grant.state === 'active' || grant.state === 'suspended') &&
    new Date(grant.expiresAt).getTime() <= now.getTime()
    ? 'expired'
    : grant.state;
}

function unknownEvent(event: never): Transition<GrantState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
