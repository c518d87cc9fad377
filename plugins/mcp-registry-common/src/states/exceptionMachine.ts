import { moved, refused, type Transition } from './transition';

/**
 * States of an exception. `ended`: its time is over; `obsolete`: what it is about is gone; `revoked`: somebody took it back.
 */
export const EXCEPTION_STATES = [
  'requested',
  'approved',
  'denied',
  'withdrawn',
  'ended',
  'obsolete',
  'revoked',
] as const;
/** See {@link EXCEPTION_STATES}. */
export type ExceptionState = (typeof EXCEPTION_STATES)[number];

/** What can happen to an exception. `lapse`: what it is about is gone, or was never decided in its time. */
export const EXCEPTION_EVENTS = [
  'approve',
  'deny',
  'withdraw',
  'end',
  'lapse',
  'revoke',
] as const;
/** See {@link EXCEPTION_EVENTS}. */
export type ExceptionEvent = (typeof EXCEPTION_EVENTS)[number];

/** The next state of an exception. It is decided once and ends once; a longer time is a new request. */
export function nextExceptionState(
  state: ExceptionState,
  event: ExceptionEvent,
): Transition<ExceptionState> {
  switch (event) {
    case 'approve':
      return from('requested', state, 'approved');
    case 'deny':
      return from('requested', state, 'denied');
    case 'withdraw':
      return from('requested', state, 'withdrawn');
    case 'end':
      return from('approved', state, 'ended');
    case 'revoke':
      return from('approved', state, 'revoked');
    case 'lapse':
      return state === 'requested' || state === 'approved'
        ? moved('obsolete')
        : refused(`The exception is already ${state}.`);
    default:
      return unknownEvent(event);
  }
}

/** The state that an exception has at a moment: one whose time is over has ended before anybody writes it down. */
export function exceptionStateAt(
  exception: { state: ExceptionState; expiresAt: string },
  now: Date,
): ExceptionState {
  // Turned round, so that an end that cannot be read is over.
  const isOver = !(now.getTime() < Date.parse(exception.expiresAt));
  return exception.state === 'approved' && isOver ? 'ended' : exception.state;
}

function from(
  needed: ExceptionState,
  state: ExceptionState,
  next: ExceptionState,
): Transition<ExceptionState> {
  return state === needed
    ? moved(next)
    : refused(`The exception is ${state}, not ${needed}.`);
}

function unknownEvent(event: never): Transition<ExceptionState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
