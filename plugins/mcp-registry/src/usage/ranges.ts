const HOUR_MS = 60 * 60 * 1000;

/** The times that the page offers, in hours. */
export const RANGES = {
  lastDay: 24,
  lastWeek: 7 * 24,
  lastMonth: 30 * 24,
  lastQuarter: 90 * 24,
} as const;

/** One of the offered times. */
export type Range = keyof typeof RANGES;

/** The range that an address names, or the usual one. */
export function readRange(text: string | undefined): Range {
  return text !== undefined && Object.hasOwn(RANGES, text)
    ? (text as Range)
    : 'lastMonth';
}

/** From when to when: whole hours, so that an hour long the same is asked for. */
export function timesOf(
  range: Range,
  now: number,
): { since: string; until: string } {
  const until = Math.ceil(now / HOUR_MS) * HOUR_MS;
  return {
    since: new Date(until - RANGES[range] * HOUR_MS).toISOString(),
    until: new Date(until).toISOString(),
  };
}
