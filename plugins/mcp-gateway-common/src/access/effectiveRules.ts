import type { CallLimitRule, CallLimits } from './callLimits';

/**
 * The limits that hold for a server: its owner's, and for each person the default unless the owner limits each person's
 * calls as a whole.
 */
export function effectiveRules(
  limits: CallLimits | undefined,
  perPerson: { readonly calls: number; readonly perSeconds: number },
): CallLimitRule[] {
  const rules = limits?.rules ?? [];
  const isPersonLimited = rules.some(
    rule => rule.scope === 'person' && rule.tool === undefined,
  );
  const { calls, perSeconds } = perPerson;
  return isPersonLimited
    ? rules
    : [...rules, { scope: 'person', calls, perSeconds }];
}
