import type {
  HistoryAnswer,
  HistoryGuard,
} from '../guards/history/HistoryGuard';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';
import { withTrace } from './withTrace';

/**
 * What happened before: rules of the configuration that look at history, after the guards that look at arguments. They
 * decide about what is really sent.
 */
export function checkHistory(guard: Pick<HistoryGuard, 'check'>): Stage {
  return call => answerOf(call, guard.check(call));
}

/** The same rules, last of all: what they count and note is what is really made, so nothing may refuse a call behind them. */
export function enterHistory(guard: Pick<HistoryGuard, 'enter'>): Stage {
  return call => answerOf(call, guard.enter(call));
}

/** Where no rule is about a call, nothing is waited for. */
function answerOf(
  call: Call,
  asked: Promise<HistoryAnswer | undefined> | undefined,
): StageResult | Promise<StageResult> {
  return asked ? asked.then(said => answer(call, said)) : proceed(call);
}

function answer(call: Call, said: HistoryAnswer | undefined): StageResult {
  if (!said) return proceed(call);
  const { refused } = said;
  const traced = withTrace(call, said.trace);
  return refused
    ? refuse(traced, refused.reason, { refusal: refused.refusal })
    : proceed(traced);
}
