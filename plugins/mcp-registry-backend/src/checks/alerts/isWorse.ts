import type { Alert } from './AlertStore';

const ORDER = ['pass', 'notApplicable', 'warn', 'fail'];

/**
 * Whether a verdict is worse than what was known: another outcome, or something serious that was not there. That a check could not be
 * done says nothing about the server, and is no such news.
 */
export function isWorse(now: Alert, before: Alert | undefined): boolean {
  // Of what was approved before there was such a check, only what is bad is news.
  if (!before) return now.outcome === 'fail';
  const rank = ({ outcome }: Alert) => ORDER.indexOf(outcome);
  if (rank(now) !== rank(before)) {
    return rank(now) > rank(before) && now.outcome !== 'notApplicable';
  }
  return now.serious.some(name => !before.serious.includes(name));
}
