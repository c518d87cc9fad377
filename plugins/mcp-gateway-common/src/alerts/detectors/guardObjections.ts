import { remember } from '../baseline';
import { DAY_MS, HOUR_MS } from '../time';
import type { Detector } from '../types';

const MAX = 50;
/** One objection is the guard's own business; several are a pattern. */
const IN_AN_HOUR = 3;
const ON_A_DAY = 5;

/** What guards objected to in calls of one person or agent. */
export interface ObjectionState {
  recent: { at: number; id: string; what: string }[];
  toldAt: number;
}

/** Guards object again and again to what somebody sends or is sent: secrets, exports, whatever the company's guards look for. */
export const guardObjections: Detector<ObjectionState> = {
  id: 'arguments',
  initial: () => ({ recent: [], toldAt: -DAY_MS }),
  subjectOf: fact =>
    fact.kind === 'call' && fact.objections.length > 0 ? fact.who : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call') return [];
    const { at, id, who, objections } = fact;
    draft.recent = draft.recent.filter(one => one.at > at - DAY_MS);
    remember(draft.recent, { at, id, what: objections[0] }, MAX);
    const inHour = draft.recent.filter(one => one.at > at - HOUR_MS);
    const isMuch =
      inHour.length >= IN_AN_HOUR || draft.recent.length >= ON_A_DAY;
    if (!isMuch || at - draft.toldAt < DAY_MS) return [];
    draft.toldAt = at;
    return [
      {
        detector: 'arguments',
        key: `arguments ${who}`,
        kind: 'raised',
        severity: 'high',
        at,
        who,
        values: {
          count: draft.recent.length,
          guards: [...new Set(draft.recent.map(({ what }) => what))]
            .slice(0, 5)
            .join(', '),
        },
        calls: draft.recent.slice(-10).map(one => one.id),
      },
    ];
  },
};
