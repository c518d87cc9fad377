/** The life of one runtime, from its start to its end. There is no way back: what comes after it is another runtime. */
export const RUNTIME_STATES = [
  'starting',
  'running',
  'draining',
  'stopping',
  'ended',
] as const;
/** See {@link RUNTIME_STATES}. */
export type RuntimeState = (typeof RUNTIME_STATES)[number];

/** What can happen to a runtime. */
export const RUNTIME_EVENTS = [
  /** It has introduced itself. */
  'started',
  /** It did not come to life. */
  'failed',
  /** Nothing of it is left. */
  'exited',
  /** Another revision, or other secrets, are in force: calls under way may finish. */
  'replaced',
  /** An owner wants a fresh one: calls under way may finish. */
  'restart-asked',
  /** An owner wants it to end now. */
  'stop-asked',
  /** The server may not be called any more. */
  'withdrawn',
  /** Nobody has used it for a while. */
  'idle',
  /** The session that had it is over. */
  'session-over',
  /** It breaks the protocol. */
  'unruly',
  /** It does not answer. */
  'unresponsive',
  /** Another runtime needs its place. */
  'crowded-out',
  /** The gateway stops. */
  'shutdown',
  /** Its last call is over. */
  'drained',
  /** Its last calls took too long. */
  'drain-over',
] as const;
/** See {@link RUNTIME_EVENTS}. */
export type RuntimeEvent = (typeof RUNTIME_EVENTS)[number];

/** The state after an event; the same one where the event changes nothing. Pure. */
export function nextRuntimeState(
  state: RuntimeState,
  event: RuntimeEvent,
): RuntimeState {
  switch (state) {
    case 'starting':
      return fromStarting(event);
    case 'running':
      return fromRunning(event);
    case 'draining':
      return fromDraining(event);
    case 'stopping':
      return event === 'exited' ? 'ended' : 'stopping';
    case 'ended':
      return 'ended';
    default:
      throw new Error(`No such state: ${state satisfies never}`);
  }
}

/** Whether calls may begin to use it. */
export function takesCalls(state: RuntimeState): boolean {
  return state === 'starting' || state === 'running';
}

function fromStarting(event: RuntimeEvent): RuntimeState {
  switch (event) {
    case 'started':
      return 'running';
    case 'exited':
      return 'ended';
    case 'drained':
    case 'drain-over':
      return 'starting';
    default:
      return 'stopping';
  }
}

function fromRunning(event: RuntimeEvent): RuntimeState {
  switch (event) {
    case 'exited':
      return 'ended';
    case 'replaced':
    case 'restart-asked':
      return 'draining';
    case 'started':
    case 'drained':
    case 'drain-over':
      return 'running';
    default:
      return 'stopping';
  }
}

function fromDraining(event: RuntimeEvent): RuntimeState {
  switch (event) {
    case 'exited':
      return 'ended';
    case 'started':
    case 'replaced':
    case 'restart-asked':
    case 'idle':
    case 'crowded-out':
      return 'draining';
    default:
      return 'stopping';
  }
}
