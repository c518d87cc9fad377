import { moved, refused, type Transition } from './transition';

/** States of the review after somebody took access in an emergency. The first three wait for somebody else's verdict. */
export const EMERGENCY_REVIEW_STATES = [
  'open',
  'reminded',
  'escalated',
  'justified',
  'not-justified',
] as const;
/** See {@link EMERGENCY_REVIEW_STATES}. */
export type EmergencyReviewState = (typeof EMERGENCY_REVIEW_STATES)[number];

/** What can happen to it. */
export const EMERGENCY_REVIEW_EVENTS = [
  'remind',
  'escalate',
  'justify',
  'reject',
] as const;
/** See {@link EMERGENCY_REVIEW_EVENTS}. */
export type EmergencyReviewEvent = (typeof EMERGENCY_REVIEW_EVENTS)[number];

/** The next state: closed once, by a person; silence makes it louder and never closes it. */
export function nextEmergencyReviewState(
  state: EmergencyReviewState,
  event: EmergencyReviewEvent,
): Transition<EmergencyReviewState> {
  if (state === 'justified' || state === 'not-justified') {
    return refused('Somebody has closed this review already.');
  }
  switch (event) {
    case 'remind':
      return state === 'open'
        ? moved('reminded')
        : refused(`That was done before: the review is ${state}.`);
    case 'escalate':
      return state === 'escalated'
        ? refused('The review is escalated already.')
        : moved('escalated');
    case 'justify':
      return moved('justified');
    case 'reject':
      return moved('not-justified');
    default:
      return unknownEvent(event);
  }
}

function unknownEvent(event: never): Transition<EmergencyReviewState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
