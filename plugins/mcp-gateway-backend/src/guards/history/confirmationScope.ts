import type { AskedConfirmation } from './ConfirmLinks';
import type { ApprovalRule } from './historyRuleSchema';
import { keyOf } from './keyOf';

/** What a person's word holds for: no more than they were shown. */
export function confirmationScope(
  rule: Pick<ApprovalRule, 'id' | 'covers'>,
  asked: Pick<
    AskedConfirmation,
    'userRef' | 'sessionKey' | 'serverId' | 'name' | 'isTool'
  >,
): string {
  const { userRef, sessionKey, serverId, name, isTool } = asked;
  const what = rule.covers === 'tool' ? [isTool ? 'tool' : 'method', name] : [];
  return keyOf([rule.id, userRef, sessionKey, serverId, ...what]);
}
