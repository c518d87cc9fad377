import type { CheckFinding } from '../types';

/** What makes a finding the very same one: all that a person reads of it. */
export type NamedFinding = Pick<
  CheckFinding,
  'rule' | 'level' | 'location' | 'message' | 'excerpt'
>;

/**
 * Names one finding of one check. Two findings of one rule at one place that say something else are two: what was accepted is what
 * was read.
 */
export function findingKey(checkId: string, finding: NamedFinding): string {
  const { rule, level, location, message, excerpt } = finding;
  return JSON.stringify([
    checkId,
    rule,
    level,
    location ?? null,
    message,
    excerpt ?? null,
  ]);
}
