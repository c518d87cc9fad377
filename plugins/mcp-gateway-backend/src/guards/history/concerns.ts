import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { HistoryRule } from './historyRuleSchema';

/** Whether a rule is for whoever calls: named themselves, or by a group of theirs. Without a name it is for everybody. */
export function concerns(
  { people, groups }: Pick<HistoryRule, 'people' | 'groups'>,
  principal: Principal,
): boolean {
  if (!people && !groups) return true;
  const lower = (ref: string) => ref.toLocaleLowerCase('en-US');
  return (
    people?.includes(lower(principal.userEntityRef)) === true ||
    principal.ownershipEntityRefs.some(
      ref => groups?.includes(lower(ref)) === true,
    )
  );
}
