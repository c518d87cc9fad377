/** Time as the access rooms see it; a test brings its own. */
export interface Clock {
  /** The time of day, milliseconds since the epoch. It may jump. */
  now(): number;
  /** Milliseconds since some fixed moment. It never goes back. */
  monotonic(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** A moment on both clocks. */
export interface Moment {
  readonly now: number;
  readonly monotonic: number;
}

/** The present moment. */
export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), monotonic: clock.monotonic() };
}

/**
 * Milliseconds since a moment. The monotone clock stands still while a machine sleeps and the time of day may be set
 * back, so the longer of the two counts: what is old never looks young.
 */
export function elapsedSince(clock: Clock, moment: Moment): number {
  return Math.max(
    clock.monotonic() - moment.monotonic,
    clock.now() - moment.now,
  );
}
