import { moved, refused, type Transition } from './transition';

/** States of a revision. */
export const REVISION_STATES = [
  'submitted',
  'approved',
  'rejected',
  'superseded',
] as const;
/** See {@link REVISION_STATES}. */
export type RevisionState = (typeof REVISION_STATES)[number];

/** What can happen to a revision. `resubmit` brings an earlier one back for a new decision. */
export const REVISION_EVENTS = [
  'approve',
  'reject',
  'supersede',
  'resubmit',
] as const;
/** See {@link REVISION_EVENTS}. */
export type RevisionEvent = (typeof REVISION_EVENTS)[number];

/** The next state of a revision: only a submitted one can be decided. */
export function nextRevisionState(
  state: RevisionState,
  event: RevisionEvent,
): Transition<RevisionState> {
  switch (event) {
    case 'approve':
      return state === 'submitted' ? moved('approved') : notWaiting(state);
    case 'reject':
      return state === 'submitted' ? moved('rejected') : notWaiting(state);
    case 'supersede':
      return state === 'submitted' || state === 'approved'
        ? moved('superseded')
        : refused(`A revision that is ${state} cannot be superseded.`);
    case 'resubmit':
      return state === 'rejected' || state === 'superseded'
        ? moved('submitted')
        : refused(`The revision is already ${state}.`);
    default:
      return unknownEvent(event);
  }
}

function notWaiting(state: RevisionState): Transition<RevisionState> {
  return refused(`The revision does not wait for a decision: it is ${state}.`);
}

function unknownEvent(event: never): Transition<RevisionState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
