const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const MAX_DAYS = 14;

/** The same number of hours before and after a moment, at most two weeks; `undefined`: not even one has passed. */
export function comparedTimes(
  decidedAt: string,
  now: number,
):
  | {
      before: { since: string; until: string };
      after: { since: string; until: string };
      days: number;
    }
  | undefined {
  // The hour in which it was decided belongs to neither.
  const from = Math.ceil(Date.parse(decidedAt) / HOUR_MS) * HOUR_MS;
  const length = Math.min(
    Math.floor((now - from) / HOUR_MS) * HOUR_MS,
    MAX_DAYS * DAY_MS,
  );
  if (length < HOUR_MS) return undefined;
  const end = Math.floor(Date.parse(decidedAt) / HOUR_MS) * HOUR_MS;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    before: { since: iso(end - length), until: iso(end) },
    after: { since: iso(from), until: iso(from + length) },
    days: length / DAY_MS,
  };
}
