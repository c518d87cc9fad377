import type { Detector } from '../types';

const MAX_TOOLS = 2_000;

/** Which tools of one server depart from what was approved, and how. */
export interface DriftState {
  departures: Record<string, string>;
}

/** A server lists a tool otherwise than it was approved. Retracted when it is as approved again, or approved as it is. */
export const drift: Detector<DriftState> = {
  id: 'drift',
  initial: () => ({ departures: {} }),
  subjectOf: fact => (fact.kind === 'drift' ? fact.serverRef : undefined),
  observe(draft, fact) {
    if (fact.kind !== 'drift') return [];
    const { at, serverRef, tool, departure } = fact;
    const before = Object.hasOwn(draft.departures, tool)
      ? draft.departures[tool]
      : undefined;
    if (before === departure) return [];
    if (departure === undefined) {
      delete draft.departures[tool];
    } else if (before !== undefined) {
      draft.departures[tool] = departure;
    } else if (Object.keys(draft.departures).length < MAX_TOOLS) {
      draft.departures[tool] = departure;
    } else {
      return [];
    }
    return [
      {
        detector: 'drift',
        key: `drift ${serverRef} ${tool}`,
        kind: departure === undefined ? 'retracted' : 'raised',
        severity: departure === 'changed' ? 'high' : 'medium',
        ...{ at, serverRef, tool },
        values: { tool, departure: departure ?? before ?? '' },
        calls: [],
      },
    ];
  },
};
