import type { AccessTool } from '../access/accessDocument';
import type { EnforcedCondition } from '../access/approvalConditions';
import type { DecisionReason } from './reasons';
import type { CallAction, Principal } from './types';

/** Why conditions refuse something, and which of them. */
export interface ConditionRefusal {
  readonly reason: Extract<DecisionReason, `condition.${string}`>;
  readonly detail: string;
}

/** Whether the conditions of an approval let anything of a server be used now by somebody. All of them hold. */
export function refuseByConditions(
  conditions: readonly EnforcedCondition[] | undefined,
  { principal, now }: { principal: Principal; now: number },
): ConditionRefusal | undefined {
  for (const condition of conditions ?? []) {
    switch (condition.kind) {
      case 'until':
        // Turned round, so that a moment that cannot be read is over.
        if (!(now < Date.parse(condition.at))) {
          return { reason: 'condition.over', detail: condition.at };
        }
        break;
      case 'people':
        if (!isOneOf(condition.refs, principal)) {
          return {
            reason: 'condition.people',
            detail: condition.refs.join(' '),
          };
        }
        break;
      case 'reading-tools':
      case 'named-tools':
        break;
      default:
        return { reason: 'condition.unknown', detail: condition.kind };
    }
  }
  return undefined;
}

/**
 * Whether they cover what a call wants. Where tools are named, or only reading ones, nothing but those tools is covered: no resources and
 * no prompts, and no tool that the approved surface does not tell.
 */
export function refuseActionByConditions(
  conditions: readonly EnforcedCondition[] | undefined,
  { action, tool }: { action: CallAction; tool: AccessTool | undefined },
): ConditionRefusal | undefined {
  if (action.kind === 'session' || action.kind === 'list') return undefined;
  const refusing = conditions?.find(condition => {
    switch (condition.kind) {
      case 'reading-tools':
        return action.kind === 'other' || tool?.effect !== 'reads';
      case 'named-tools':
        return (
          action.kind === 'other' ||
          tool === undefined ||
          !condition.names.includes(tool.name)
        );
      default:
        return false;
    }
  });
  return refusing && { reason: 'condition.tool', detail: refusing.kind };
}

function isOneOf(refs: readonly string[], principal: Principal): boolean {
  return (
    refs.includes(principal.userEntityRef) ||
    principal.ownershipEntityRefs.some(ref => refs.includes(ref))
  );
}
