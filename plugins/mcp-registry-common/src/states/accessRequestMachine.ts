import { moved, refused, type Transition } from './transition';

/** States of an access request. */
export const ACCESS_REQUEST_STATES = [
  'pending',
  'approved',
  'denied',
  'withdrawn',
] as const;
/** See {@link ACCESS_REQUEST_STATES}. */
export type AccessRequestState = (typeof ACCESS_REQUEST_STATES)[number];

/** What can happen to an access request. */
export const ACCESS_REQUEST_EVENTS = [
  'approve',
  'deny',
  'withdraw',
  'undo',
] as const;
/** See {@link ACCESS_REQUEST_EVENTS}. */
export type AccessRequestEvent = (typeof ACCESS_REQUEST_EVENTS)[number];

/** The next state of an access request. Time limits and people are the service's business. */
export function nextAccessRequestState(
  state: AccessRequestState,
  event: AccessRequestEvent,
): Transition<AccessRequestState> {
  if (event === 'undo') {
    return state === 'approved' || state === 'denied'
      ? moved('pending')
      : refused(`There is no decision to take back: the request is ${state}.`);
  }
  if (state !== 'pending') {
    return refused(`The request is already ${state}.`);
  }
  switch (event) {
    case 'approve':
      return moved('approved');
    case 'deny':
      return moved('denied');
    case 'withdraw':
      return moved('withdrawn');
    default:
      return unknownEvent(event);
  }
}

function unknownEvent(event: never): Transition<AccessRequestState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
