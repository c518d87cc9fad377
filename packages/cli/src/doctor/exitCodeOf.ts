import type { Check } from './checkSchema';

/** 0 where nothing is wrong, else 1. What is unknown is no pass for those who are strict. */
export function exitCodeOf(
  checks: readonly Pick<Check, 'status'>[],
  options: { strict: boolean },
): 0 | 1 {
  const isWrong = checks.some(({ status }) =>
    options.strict ? status !== 'ok' : status === 'fail',
  );
  return isWrong ? 1 : 0;
}
