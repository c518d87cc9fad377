import type { Call } from '../../pipeline/types';
import { READ_SLACK_MS } from './decideHistory';
import type { FlowRule } from './historyRuleSchema';
import { keyOf } from './keyOf';
import type { ReadMark } from './ReadStore';

/** That whoever calls reads what a rule looks for: by person, so that a new session, token or client begins nothing anew (E7). */
export function readMarkOf(
  rule: FlowRule,
  { principal, serverRef }: Call,
): ReadMark {
  if (!principal) throw new Error('A call was noted before it was attributed');
  const { userEntityRef: userRef } = principal;
  return {
    key: readKey(rule, userRef),
    ruleId: rule.id,
    lastsMs: rule.window + READ_SLACK_MS,
    ...{ userRef, serverRef },
  };
}

/** Of one rule and one person. */
export function readKey({ id }: FlowRule, userRef: string): string {
  return keyOf([id, userRef]);
}
