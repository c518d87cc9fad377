const FIRST_MS = 10_000;
const LONGEST_MS = 5 * 60_000;
const GIVE_UP_MS = 60 * 60_000;

/** When a reaction that could not be done is tried again; `undefined`: it is too late to help, and people have to be told. */
export function retryAt(options: {
  now: number;
  plannedAt: number;
  /** How often it was tried. */
  tries: number;
  /** How long it would hold something back: later than that it is no answer any more. */
  seconds: number;
}): number | undefined {
  const { now, plannedAt, tries, seconds } = options;
  const pause = Math.min(FIRST_MS * 2 ** Math.min(tries, 10), LONGEST_MS);
  const last = plannedAt + Math.min(GIVE_UP_MS, seconds * 1000);
  return now + pause <= last ? now + pause : undefined;
}
