import { createOutcomes } from './createOutcomes';

describe('createOutcomes', () => {
  it('remembers, but never under a key as long as a client likes', () => {
    const outcomes = createOutcomes();
    const long = 'x'.repeat(100_000);
    outcomes.set('short', 'holds');
    outcomes.set(long, 'holds');
    expect(outcomes.get('short')).toBe('holds');
    expect(outcomes.get(long)).toBeUndefined();
  });

  it('forgets the oldest before all keys together grow large', () => {
    const outcomes = createOutcomes();
    const key = (n: number) => `${n}:`.padEnd(8_000, 'x');
    for (let n = 0; n < 5_000; n++) outcomes.set(key(n), 'holds');
    expect(outcomes.get(key(0))).toBeUndefined();
    expect(outcomes.get(key(4_999))).toBe('holds');
  });
});
