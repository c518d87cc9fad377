import { remember } from '../baseline';
import { HOUR_MS, MINUTE_MS } from '../time';
import type { Detector } from '../types';

/** Of the gateway's own making: they say nothing about what somebody is after. */
const NOT_COUNTED = /^(limit|stop|feed|edge|gateway|upstream|guard)\./;
const MAX = 200;
/** A client that asks for one thing again and again is broken; one that asks for many is looking for what is open. */
const WINDOWS = [
  { ms: 10 * MINUTE_MS, least: 12, targets: 5 },
  { ms: 2 * HOUR_MS, least: 20, targets: 10 },
];

/** What one person or agent was refused lately. */
export interface RefusalState {
  recent: { at: number; id: string; target: string }[];
  toldAt: number;
}

/** Somebody is refused many different things within a short time. */
export const refusals: Detector<RefusalState> = {
  id: 'refusals',
  initial: () => ({ recent: [], toldAt: -HOUR_MS }),
  subjectOf: fact =>
    fact.kind === 'call' && !fact.isAllowed && !NOT_COUNTED.test(fact.reason)
      ? fact.who
      : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call') return [];
    const { at, id, who, serverRef, tool = '' } = fact;
    draft.recent = draft.recent.filter(one => one.at > at - 2 * HOUR_MS);
    remember(draft.recent, { at, id, target: `${serverRef} ${tool}` }, MAX);
    if (at - draft.toldAt < HOUR_MS) return [];
    for (const { ms, least, targets } of WINDOWS) {
      const within = draft.recent.filter(one => one.at > at - ms);
      const different = new Set(within.map(({ target }) => target)).size;
      if (within.length < least || different < targets) continue;
      draft.toldAt = at;
      return [
        {
          detector: 'refusals',
          key: `refusals ${who}`,
          kind: 'raised',
          severity: 'high',
          at,
          who,
          values: {
            refused: within.length,
            targets: different,
            minutes: Math.max(1, Math.round((at - within[0].at) / MINUTE_MS)),
          },
          calls: within.slice(-10).map(one => one.id),
        },
      ];
    }
    return [];
  },
};
