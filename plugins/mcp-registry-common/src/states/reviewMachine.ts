import { moved, refused, type Transition } from './transition';

/**
 * States of one question of an access review. The first three wait for an answer, the longer the louder; `suspended`: nobody
 * answered in time, and what was asked about is stopped until somebody does; `gone`: it ended by itself.
 */
export const REVIEW_ITEM_STATES = [
  'open',
  'reminded',
  'escalated',
  'suspended',
  'kept',
  'narrowed',
  'ended',
  'gone',
] as const;
/** See {@link REVIEW_ITEM_STATES}. */
export type ReviewItemState = (typeof REVIEW_ITEM_STATES)[number];

/** What can happen to a question. `keep`, `narrow` and `end` are answers of people; the rest is done by the clock. */
export const REVIEW_ITEM_EVENTS = [
  'remind',
  'escalate',
  'suspend',
  'keep',
  'narrow',
  'end',
  'lapse',
] as const;
/** See {@link REVIEW_ITEM_EVENTS}. */
export type ReviewItemEvent = (typeof REVIEW_ITEM_EVENTS)[number];

/** Answers of people. */
export const REVIEW_ANSWERS = ['keep', 'narrow', 'end'] as const;
/** See {@link REVIEW_ANSWERS}. */
export type ReviewAnswer = (typeof REVIEW_ANSWERS)[number];

/** Questions that wait for an answer and have stopped nothing. */
export const WAITING_REVIEW_STATES = ['open', 'reminded', 'escalated'] as const;
/** Questions that can still be answered: a late answer counts. */
export const ANSWERABLE_REVIEW_STATES = [
  ...WAITING_REVIEW_STATES,
  'suspended',
] as const;

/** The next state of a question: answered once; silence only ever makes it louder. */
export function nextReviewItemState(
  state: ReviewItemState,
  event: ReviewItemEvent,
): Transition<ReviewItemState> {
  if (!(ANSWERABLE_REVIEW_STATES as readonly string[]).includes(state)) {
    return refused(`The review is over: it is ${state}.`);
  }
  switch (event) {
    case 'remind':
      return state === 'open' ? moved('reminded') : tooLate(state);
    case 'escalate':
      return state === 'open' || state === 'reminded'
        ? moved('escalated')
        : tooLate(state);
    case 'suspend':
      return state === 'suspended' ? tooLate(state) : moved('suspended');
    case 'keep':
      return moved('kept');
    case 'narrow':
      return moved('narrowed');
    case 'end':
      return moved('ended');
    case 'lapse':
      return moved('gone');
    default:
      return unknownEvent(event);
  }
}

/** States of a campaign: a round of questions about one risk tier. */
export const CAMPAIGN_STATES = ['open', 'closed'] as const;
/** See {@link CAMPAIGN_STATES}. */
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** A campaign is over when nothing waits any more; what it suspended can be answered later all the same. */
export function campaignStateOf(
  items: readonly ReviewItemState[],
): CampaignState {
  const waiting: readonly string[] = WAITING_REVIEW_STATES;
  return items.some(state => waiting.includes(state)) ? 'open' : 'closed';
}

/** The times at which silence gets louder, ISO 8601. */
export interface ReviewTimes {
  remindAt: string;
  escalateAt: string;
  suspendAt: string;
}

/** What the clock does to a question at a moment: the loudest that is due, or nothing. */
export function dueReviewEvent(
  state: ReviewItemState,
  times: ReviewTimes,
  now: Date,
): Extract<ReviewItemEvent, 'remind' | 'escalate' | 'suspend'> | undefined {
  const steps = [
    ['suspend', times.suspendAt],
    ['escalate', times.escalateAt],
    ['remind', times.remindAt],
  ] as const;
  const due = steps.find(([, at]) => Date.parse(at) <= now.getTime())?.[0];
  return due && nextReviewItemState(state, due).ok ? due : undefined;
}

function tooLate(state: ReviewItemState): Transition<ReviewItemState> {
  return refused(`That was done before: the review is ${state}.`);
}

function unknownEvent(event: never): Transition<ReviewItemState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
