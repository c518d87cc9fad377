import { remember } from '../baseline';
import { HOUR_MS, MINUTE_MS } from '../time';
import type { Detector } from '../types';

const MAX_KNOWN = 1_000;
const MAX_RECENT = 300;
/** So many tools, and so many of them that one never called before. */
const WINDOWS = [
  { ms: 30 * MINUTE_MS, tools: 15, fresh: 11 },
  { ms: 4 * HOUR_MS, tools: 20, fresh: 17 },
];

/** Which tools one person or agent calls. */
export interface SweepState {
  /** Called before what is recent. */
  known: string[];
  /** Each tool once, as it was called first within the longest window. */
  recent: { at: number; id: string; target: string }[];
  toldAt: number;
}

/** Somebody tries many tools that they never called before, one after the other. */
export const sweep: Detector<SweepState> = {
  id: 'sweep',
  initial: () => ({ known: [], recent: [], toldAt: -4 * HOUR_MS }),
  subjectOf: fact =>
    fact.kind === 'call' && fact.tool !== undefined ? fact.who : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call') return [];
    const { at, id, who } = fact;
    const target = `${fact.serverRef} ${fact.tool}`;
    while (draft.recent.length > 0 && draft.recent[0].at <= at - 4 * HOUR_MS) {
      const [old] = draft.recent.splice(0, 1);
      if (!draft.known.includes(old.target)) {
        remember(draft.known, old.target, MAX_KNOWN);
      }
    }
    if (draft.recent.some(one => one.target === target)) return [];
    remember(draft.recent, { at, id, target }, MAX_RECENT);
    if (draft.known.includes(target) || at - draft.toldAt < 4 * HOUR_MS) {
      return [];
    }
    for (const { ms, tools, fresh } of WINDOWS) {
      const within = draft.recent.filter(one => one.at > at - ms);
      if (within.length < tools) continue;
      const isNew = within.filter(one => !draft.known.includes(one.target));
      if (isNew.length < fresh) continue;
      draft.toldAt = at;
      return [
        {
          detector: 'sweep',
          key: `sweep ${who}`,
          kind: 'raised',
          severity: 'high',
          at,
          who,
          values: {
            tools: within.length,
            fresh: isNew.length,
            minutes: Math.max(1, Math.round((at - within[0].at) / MINUTE_MS)),
          },
          calls: isNew.slice(-10).map(one => one.id),
        },
      ];
    }
    return [];
  },
};
