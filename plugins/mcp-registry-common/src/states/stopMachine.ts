import { moved, refused, type Transition } from './transition';

/** States of a stop. */
export const STOP_STATES = [
  'proposed',
  'active',
  'lifted',
  'ended',
  'dismissed',
] as const;
/** See {@link STOP_STATES}. */
export type StopState = (typeof STOP_STATES)[number];

/** What can happen to a stop. */
export const STOP_EVENTS = ['confirm', 'dismiss', 'lift', 'end'] as const;
/** See {@link STOP_EVENTS}. */
export type StopEvent = (typeof STOP_EVENTS)[number];

/** The next state of a stop: it holds once, and whatever has ended stays so; to stop again is another stop. */
export function nextStopState(
  state: StopState,
  event: StopEvent,
): Transition<StopState> {
  switch (event) {
    case 'confirm':
      return state === 'proposed'
        ? moved('active')
        : refused(`Only a proposed stop can be confirmed; it is ${state}.`);
    case 'dismiss':
      return state === 'proposed'
        ? moved('dismissed')
        : refused(`Only a proposed stop can be dismissed; it is ${state}.`);
    case 'lift':
      return state === 'active'
        ? moved('lifted')
        : refused(`Only a stop in force can be lifted; it is ${state}.`);
    case 'end':
      // One that nobody has confirmed by its end never held.
      if (state === 'active') return moved('ended');
      return state === 'proposed'
        ? moved('dismissed')
        : refused(`It holds no more; it is ${state}.`);
    default:
      return unknownEvent(event);
  }
}

/** The state of a stop at a moment: one whose end has come has ended before anybody writes it down. */
export function stopStateAt(
  stop: { state: StopState; endsAt?: string },
  now: Date,
): StopState {
  // An end that cannot be read has not come: stopping is the safe side.
  const isOver =
    stop.endsAt !== undefined && Date.parse(stop.endsAt) <= now.getTime();
  const next = isOver ? nextStopState(stop.state, 'end') : undefined;
  return next?.ok ? next.state : stop.state;
}

/** Why somebody may not lift a stop, whatever else they may do; `undefined` where nothing is against it. */
export function liftObstacle(
  stop: {
    kind: string;
    subject: string;
    stoppedBy: readonly string[];
    authority: 'owner' | 'security';
  },
  who: { userEntityRef: string; authority: 'owner' | 'security' | undefined },
): 'own' | 'hit' | 'authority' | undefined {
  if (stop.stoppedBy.includes(who.userEntityRef)) return 'own';
  const isHit =
    ['person', 'connection', 'step-up'].includes(stop.kind) &&
    stop.subject === who.userEntityRef;
  if (isHit) return 'hit';
  // What security stopped, an owner does not let go on.
  return who.authority === 'security' || who.authority === stop.authority
    ? undefined
    : 'authority';
}

function unknownEvent(event: never): Transition<StopState> {
  return refused(`Nothing is known about "${String(event)}".`);
}
