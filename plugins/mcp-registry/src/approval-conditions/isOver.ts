import type { ServerCondition } from '../api/types';

/** Whether the day of a condition has come: from then on everything is refused. One that cannot be read is over, as gateways see it. */
export function isOver(
  { kind, at = '' }: ServerCondition['condition'],
  now: number,
): boolean {
  return kind === 'until' && !(now < Date.parse(at));
}
