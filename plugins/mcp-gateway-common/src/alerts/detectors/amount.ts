import { type BaselineRule, remember, unusualFrom } from '../baseline';
import { DAY_MS, HOUR_MS } from '../time';
import type { CallFact, Detector, DetectorId } from '../types';

const MAX_HOURS = 200;
const MAX_DAYS = 30;
const MAX_CALLS = 10;

interface Span {
  /** Which one it is now. */
  index: number;
  sum: number;
  /** Sums of earlier ones in which there was something. */
  earlier: number[];
  /** From which sum on it is unusual; computed once for each. */
  unusual?: number;
  isTold: boolean;
}

/** What is known of the amounts of one person or agent. */
export interface AmountState {
  hour: Span;
  day: Span;
  /** The latest of this hour. */
  calls: string[];
}

/** A detector of more than somebody's own ordinary, in an hour or on a day. */
export function amountDetector(options: {
  id: DetectorId;
  amountOf(fact: CallFact): number;
  hour: BaselineRule;
  day: BaselineRule;
}): Detector<AmountState> {
  const { id, amountOf } = options;
  return {
    id,
    initial: () => ({ hour: noSpan(), day: noSpan(), calls: [] }),
    subjectOf: fact => (fact.kind === 'call' ? fact.who : undefined),
    observe(draft, fact) {
      if (fact.kind !== 'call' || !fact.isAllowed) return [];
      const amount = amountOf(fact);
      const { hour, day } = draft;
      roll(day, Math.floor(fact.at / DAY_MS), options.day, MAX_DAYS);
      if (roll(hour, Math.floor(fact.at / HOUR_MS), options.hour, MAX_HOURS)) {
        draft.calls = [];
      }
      remember(draft.calls, fact.id, MAX_CALLS);
      hour.sum += amount;
      day.sum += amount;
      // A day that holds an unusual hour is unusual because of it: that is one thing and is told once.
      const found = ([hour, day] as const).find(
        span =>
          span.unusual !== undefined &&
          span.sum >= span.unusual &&
          !span.isTold &&
          !(span === day && hour.isTold),
      );
      if (!found) return [];
      found.isTold = true;
      day.isTold = true;
      return [
        {
          detector: id,
          key: `${id} ${fact.who}`,
          kind: 'raised',
          ...{ at: fact.at, who: fact.who },
          severity: found.sum >= 3 * (found.unusual ?? 0) ? 'high' : 'medium',
          values: {
            span: found === hour ? 'hour' : 'day',
            amount: found.sum,
            usual: Math.round(usualOf(found)),
          },
          calls: [...draft.calls],
        },
      ];
    },
  };
}

function noSpan(): Span {
  return { index: -1, sum: 0, earlier: [], isTold: false };
}

/** Begins another hour or day. Facts that come late belong to the one that there is. */
function roll(
  span: Span,
  index: number,
  rule: BaselineRule,
  most: number,
): boolean {
  if (index <= span.index) return false;
  // What was told as unusual is not learnt as usual.
  if (span.index >= 0 && !span.isTold) remember(span.earlier, span.sum, most);
  Object.assign(span, { index, sum: 0, isTold: false });
  span.unusual = unusualFrom(span.earlier, rule);
  return true;
}

function usualOf({ earlier }: Span): number {
  return [...earlier].sort((a, b) => a - b)[Math.floor(earlier.length / 2)];
}
