import fc from 'fast-check';
import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../model/mcpServerEntity';
import { requiredConsents } from './requiredConsents';

const ref = fc.constantFrom('system:a/a', 'system:a/b', 'system:a/c');
const snapshot = fc.record({
  owner: fc.constantFrom('group:a/a', 'group:a/b'),
  riskTier: fc.constantFrom(...RISK_TIERS),
  dataClassification: fc.constantFrom(...DATA_CLASSIFICATIONS),
  reaches: fc.uniqueArray(ref),
  origin: fc.constantFrom('url:one', 'url:two'),
});
type Compared = typeof snapshot extends fc.Arbitrary<infer T> ? T : never;

const sides = (previous: Compared | undefined, next: Compared) =>
  requiredConsents(previous, next).map(consent => consent.side);
const reasons = (previous: Compared, next: Compared) =>
  requiredConsents(previous, next).find(
    consent => consent.side === 'previous-owner',
  )?.reasons ?? [];

/** Tries a property on many pairs, once it is called. */
function tryingPairs(test: (a: Compared, b: Compared) => boolean): () => void {
  return () =>
    fc.assert(fc.property(snapshot, snapshot, test), { numRuns: 1000 });
}

describe('requiredConsents', () => {
  it('always asks the review team, exactly once', () => {
    expect(
      tryingPairs(
        (previous, next) =>
          sides(previous, next).filter(side => side === 'reviewers').length ===
          1,
      ),
    ).not.toThrow();
  });

  it('asks the review team alone where nothing was approved before, or nothing changed', () => {
    expect(
      tryingPairs((_, next) =>
        [undefined, next].every(
          previous => sides(previous, next).join() === 'reviewers',
        ),
      ),
    ).not.toThrow();
  });

  it('asks the previous owner if and only if one of the five facts is taken over or lowered', () => {
    expect(
      tryingPairs((previous, next) => {
        const lower = (scale: readonly string[], from: string, to: string) =>
          scale.indexOf(to) < scale.indexOf(from);
        const expected = [
          previous.owner !== next.owner && 'owner',
          lower(RISK_TIERS, previous.riskTier, next.riskTier) && 'risk-tier',
          lower(
            DATA_CLASSIFICATIONS,
            previous.dataClassification,
            next.dataClassification,
          ) && 'data-classification',
          [...previous.reaches].sort().join() !==
            [...next.reaches].sort().join() && 'reaches',
          previous.origin !== next.origin && 'origin',
        ].filter(Boolean);
        return reasons(previous, next).join() === expected.join();
      }),
    ).not.toThrow();
  });

  it('asks the previous owner on the way there or on the way back, whenever anything differs', () => {
    expect(
      tryingPairs((a, b) => {
        const differs =
          sides(a, { ...b, reaches: a.reaches }).length > 1 ||
          sides({ ...b, reaches: a.reaches }, a).length > 1;
        return (
          differs ===
          (a.owner !== b.owner ||
            a.riskTier !== b.riskTier ||
            a.dataClassification !== b.dataClassification ||
            a.origin !== b.origin)
        );
      }),
    ).not.toThrow();
  });

  it('does not take another order of the systems for a change', () => {
    expect(
      tryingPairs(
        a => sides(a, { ...a, reaches: [...a.reaches].reverse() }).length === 1,
      ),
    ).not.toThrow();
  });

  it('lets a server be raised by the review team alone', () => {
    expect(
      tryingPairs((a, b) => {
        const [low, high] = [a.riskTier, b.riskTier].sort(
          (x, y) => RISK_TIERS.indexOf(x) - RISK_TIERS.indexOf(y),
        );
        return (
          sides({ ...a, riskTier: low }, { ...a, riskTier: high }).length === 1
        );
      }),
    ).not.toThrow();
  });
});
