import { remember } from '../baseline';
import { DAY_MS, HOUR_MS } from '../time';
import type { Detector } from '../types';

/** So many calls in an hour: one or two late in the evening are nothing. */
const LEAST_CALLS = 12;
const LEAST_DAYS = 10;
/** Hours beside one another are alike: somebody begins early, or summer time does. */
const BESIDE = 2;
const RARE = 0.04;
const FORGET_DAYS = 60;

/** When one person or agent calls. */
export interface HourState {
  day: number;
  hour: number;
  inHour: number;
  isTold: boolean;
  /** Days on which there was something. */
  days: number;
  /** For each hour of the day, in UTC: on how many of them there was something. */
  hours: number[];
  calls: string[];
}

/** Somebody calls at an hour of the day at which they hardly ever do. */
export const unusualHour: Detector<HourState> = {
  id: 'unusual-hour',
  initial: () => ({
    ...{ day: -1, hour: -1, inHour: 0, isTold: false, days: 0 },
    ...{ hours: new Array<number>(24).fill(0), calls: [] },
  }),
  subjectOf: fact => (fact.kind === 'call' ? fact.who : undefined),
  observe(draft, fact) {
    if (fact.kind !== 'call') return [];
    begin(draft, fact.at);
    draft.inHour += 1;
    remember(draft.calls, fact.id, 10);
    if (draft.inHour !== LEAST_CALLS || draft.isTold) return [];
    if (draft.days < LEAST_DAYS) return [];
    const ofDay = draft.hour % 24;
    const seen = beside(ofDay).reduce((sum, at) => sum + draft.hours[at], 0);
    if (seen >= RARE * draft.days) return [];
    draft.isTold = true;
    return [
      {
        detector: 'unusual-hour',
        key: `unusual-hour ${fact.who}`,
        kind: 'raised',
        severity: 'medium',
        at: fact.at,
        who: fact.who,
        values: { hour: ofDay, days: draft.days },
        calls: [...draft.calls],
      },
    ];
  },
};

function begin(draft: HourState, at: number) {
  const hour = Math.floor(at / HOUR_MS);
  const day = Math.floor(at / DAY_MS);
  if (hour > draft.hour) {
    // What is one's ordinary is learnt from hours that are over.
    if (draft.hour >= 0 && draft.inHour > 0) draft.hours[draft.hour % 24] += 1;
    Object.assign(draft, { hour, inHour: 0, calls: [] });
  }
  if (day > draft.day) {
    Object.assign(draft, { day, days: draft.days + 1, isTold: false });
    if (draft.days > FORGET_DAYS) {
      draft.days = Math.round(draft.days / 2);
      draft.hours = draft.hours.map(count => count / 2);
    }
  }
}

function beside(hour: number): number[] {
  return Array.from(
    { length: 2 * BESIDE + 1 },
    (_, i) => (hour + 24 - BESIDE + i) % 24,
  );
}
