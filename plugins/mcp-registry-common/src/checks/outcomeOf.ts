import type { CheckFinding, CheckOutcome } from './types';

/** What findings come to: the worst level decides, and notes alone are a pass. */
export function outcomeOf(
  findings: readonly Pick<CheckFinding, 'level'>[],
): Extract<CheckOutcome, 'pass' | 'warn' | 'fail'> {
  if (findings.some(({ level }) => level === 'error')) return 'fail';
  return findings.some(({ level }) => level === 'warning') ? 'warn' : 'pass';
}
