import type { Call } from '../../pipeline/types';
import type { CountRule } from './historyRuleSchema';
import { keyOf } from './keyOf';
import { sessionOf } from './sessionOf';

/** Whom a rule counts a call for, in a window. */
export function countKey(
  rule: CountRule,
  call: Call,
  windowStartsAt: number,
): string {
  return keyOf([
    ...[rule.id, rule.window, windowStartsAt, rule.per],
    countedFor(rule, call),
  ]);
}

function countedFor({ per }: CountRule, call: Call): string {
  const { principal, document } = call;
  if (!principal || !document) {
    throw new Error('A call was to be counted before it was decided');
  }
  switch (per) {
    case 'person':
      return principal.userEntityRef;
    case 'session':
      // With the person, though a session is theirs alone.
      return `${principal.userEntityRef} ${sessionOf(call).key}`;
    case 'server':
      return document.serverId;
    case 'everybody':
      return '';
    default:
      return per satisfies never;
  }
}
