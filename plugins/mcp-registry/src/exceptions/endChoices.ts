const USUAL_DAYS = [1, 7, 14, 30, 60, 90, 180];
const DAY_MS = 86_400_000;

/** Ends that somebody can choose, the latest last: usual ones, and the latest that there may be. */
export function endChoices(now: number, latest: string): string[] {
  const last = Date.parse(latest);
  const usual = USUAL_DAYS.map(days => now + days * DAY_MS)
    // The last usual one would be the latest but for the moment that has passed.
    .filter(end => end < last - DAY_MS / 2)
    .map(end => new Date(end).toISOString());
  return [...usual, new Date(last).toISOString()];
}
