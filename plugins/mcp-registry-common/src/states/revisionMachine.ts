import { moved, refused, type Transition } from './transition';

/**
 * States of a revision. `draft`: looked at by those who own it, put up for nobody; `changes-requested`: a reviewer said what to
 * change, and another revision answers; `superseded`: it was never decided; `replaced`: it was approved until another one was.
 */
export const REVISION_STATES = [
  'draft',
  'submitted',
  'approved',
  'rejected',
  'changes-requested',
  'superseded',
  'replaced',
] as const;
/** See {@link REVISION_STATES}. */
export type RevisionState = (typeof REVISION_STATES)[number];

/**
 * What can happen to a revision. `submit` puts a draft up for review; `supersede` takes a draft or a waiting one away, `replace` an approved one; `resubmit` brings an earlier
 * one back for a new decision, `restore` one that was approved, by the decision of then.
 */
export const REVISION_EVENTS = [
  'submit',
  'approve',
  'reject',
  'request-changes',
  'supersede',
  'replace',
  'resubmit',
  'restore',
] as const;
/** See {@link REVISION_EVENTS}. */
export type RevisionEvent = (typeof REVISION_EVENTS)[number];

/** The next state of a revision: only a submitted one can be decided, and a draft is decided by nobody. */
export function nextRevisionState(
  state: RevisionState,
  event: RevisionEvent,
): Transition<RevisionState> {
  switch (event) {
    case 'submit':
      return state === 'draft'
        ? moved('submitted')
        : refused(`Only a draft is submitted; this revision is ${state}.`);
    case 'approve':
      return state === 'submitted' ? moved('approved') : notWaiting(state);
    case 'reject':
      return state === 'submitted' ? moved('rejected') : notWaiting(state);
    case 'request-changes':
      return state === 'submitted'
        ? moved('changes-requested')
        : notWaiting(state);
    case 'supersede':
      return state === 'submitted' || state === 'draft'
        ? moved('superseded')
        : notWaiting(state);
    case 'replace':
      return state === 'approved'
        ? moved('replaced')
        : refused(`A revision that is ${state} is not in force.`);
    case 'resubmit':
      return state === 'submitted' || state === 'approved' || state === 'draft'
        ? refused(`The revision is already ${state}.`)
        : moved('submitted');
    case 'restore':
      return state === 'replaced'
        ? moved('approved')
        : refused(
            `Only a revision that was approved and then replaced can be restored; this one is ${state}.`,
          );
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
