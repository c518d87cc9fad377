/**
 * Upper bounds of the buckets, in milliseconds; one more holds what took longer. They never change: what was added up by other
 * bounds could not be added to.
 */
export const LATENCY_BOUNDS = [
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700],
  ...[1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 20_000],
  ...[30_000, 60_000, 120_000],
] as const;

const BUCKETS = LATENCY_BOUNDS.length + 1;

/** The columns of the histogram. */
export const LATENCY_COLUMNS: readonly string[] = Array.from(
  { length: BUCKETS },
  (_, index) => `l${String(index).padStart(2, '0')}`,
);

/** A histogram of nothing. */
export function noLatency(): number[] {
  return new Array<number>(BUCKETS).fill(0);
}

/** Adds one duration to a histogram. */
export function addLatency(histogram: number[], ms: number): void {
  const found = LATENCY_BOUNDS.findIndex(bound => ms <= bound);
  histogram[found < 0 ? BUCKETS - 1 : found] += 1;
}

/** Both together: in whichever order and grouping, the same. */
export function mergeLatency(
  a: readonly number[],
  b: readonly number[],
): number[] {
  return a.map((count, index) => count + b[index]);
}

/**
 * So many milliseconds or less took this share of the calls: within the bucket as if they lay evenly, so at most a bucket's width
 * (half of the value) off. `undefined` without calls.
 */
export function percentileOf(
  histogram: readonly number[],
  share: number,
): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(share * total, Number.MIN_VALUE);
  let below = 0;
  for (const [index, count] of histogram.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = index === 0 ? 0 : LATENCY_BOUNDS[index - 1];
      const to = LATENCY_BOUNDS[index] ?? from;
      return from + ((rank - below) / count) * (to - from);
    }
    below += count;
  }
  return LATENCY_BOUNDS.at(-1);
}
