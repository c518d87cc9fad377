import type { Detector } from '../types';

const ORDER = ['pass', 'warn', 'fail'];
const MAX_CHECKS = 200;

/** What checks say of one server. */
export interface CheckState {
  outcomes: Record<string, string>;
}

/** A check says worse of what is approved than it did. Retracted when it says well of it again. */
export const checks: Detector<CheckState> = {
  id: 'checks',
  initial: () => ({ outcomes: {} }),
  subjectOf: fact =>
    fact.kind === 'check' && fact.outcome !== 'notApplicable'
      ? fact.serverRef
      : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'check') return [];
    const { at, serverRef, check, outcome } = fact;
    const before = Object.hasOwn(draft.outcomes, check)
      ? draft.outcomes[check]
      : 'pass';
    if (
      !Object.hasOwn(draft.outcomes, check) &&
      Object.keys(draft.outcomes).length >= MAX_CHECKS
    ) {
      return [];
    }
    draft.outcomes[check] = outcome;
    const isWorse = ORDER.indexOf(outcome) > ORDER.indexOf(before);
    const isWell = outcome === 'pass' && before !== 'pass';
    if (!isWorse && !isWell) return [];
    return [
      {
        detector: 'checks',
        key: `checks ${serverRef} ${check}`,
        kind: isWell ? 'retracted' : 'raised',
        severity: outcome === 'fail' ? 'high' : 'medium',
        ...{ at, serverRef },
        values: { check, outcome, before },
        calls: [],
      },
    ];
  },
};
