import fc from 'fast-check';
import {
  addLatency,
  LATENCY_BOUNDS,
  LATENCY_COLUMNS,
  mergeLatency,
  noLatency,
  percentileOf,
} from './latency';

const durations = fc.array(fc.double({ min: 0, max: 500_000, noNaN: true }), {
  maxLength: 60,
});

function histogramOf(ms: readonly number[]): number[] {
  const histogram = noLatency();
  ms.forEach(one => addLatency(histogram, one));
  return histogram;
}

describe('latency', () => {
  it('has a column for each bucket', () => {
    expect(LATENCY_COLUMNS).toHaveLength(LATENCY_BOUNDS.length + 1);
    expect(new Set(LATENCY_COLUMNS).size).toBe(LATENCY_COLUMNS.length);
  });

  it('merges in any order and grouping to what all durations together make', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [x, y, z] = [a, b, c].map(histogramOf);
        const all = histogramOf([...a, ...b, ...c]);
        expect(mergeLatency(mergeLatency(x, y), z)).toEqual(all);
        expect(mergeLatency(x, mergeLatency(y, z))).toEqual(all);
        expect(mergeLatency(z, mergeLatency(y, x))).toEqual(all);
      }),
    );
  });

  it('finds a percentile in the bucket where it lies', () => {
    fc.assert(
      fc.property(
        durations.filter(ms => ms.length > 0),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (ms, share) => {
          const sorted = [...ms].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(share * sorted.length - 1e-9) - 1];
          const found = percentileOf(histogramOf(ms), share);
          const upper = LATENCY_BOUNDS.findIndex(bound => exact <= bound);
          const last = LATENCY_BOUNDS.at(-1);
          expect(found).toBeLessThanOrEqual(
            upper < 0 ? Number(last) : LATENCY_BOUNDS[upper],
          );
          expect(found).toBeGreaterThanOrEqual(
            upper < 0 ? Number(last) : LATENCY_BOUNDS[upper - 1] ?? 0,
          );
        },
      ),
    );
  });

  it('knows none without calls', () => {
    expect(percentileOf(noLatency(), 0.5)).toBeUndefined();
  });
});
