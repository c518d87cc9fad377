import type { AccessRule } from '../api/types';
import type { T } from '../hooks/useT';

/** When a rule about access applies, in words. */
export function accessWhenWords(t: T, { when }: AccessRule): string {
  const list = (names: readonly string[]) => names.join(', ');
  const parts = [
    when?.risk && t('approvalPolicies.risk', { risk: list(when.risk) }),
    when?.dataClassification &&
      t('approvalPolicies.data', { data: list(when.dataClassification) }),
    when?.effects &&
      t('accessPolicies.effects', {
        effects: list(
          when.effects.map(one => t(`accessPolicies.effect.${one}`)),
        ),
      }),
    when?.onlyEffects &&
      t('accessPolicies.onlyEffects', {
        effects: list(
          when.onlyEffects.map(one => t(`accessPolicies.effect.${one}`)),
        ),
      }),
    when?.selection &&
      list(when.selection.map(one => t(`accessPolicies.selection.${one}`))),
    when?.tools && t('accessPolicies.tools', { tools: list(when.tools) }),
    when?.daysUpTo !== undefined &&
      t('accessPolicies.daysUpTo', { count: when.daysUpTo }),
    when?.daysOver !== undefined &&
      t('accessPolicies.daysOver', { count: when.daysOver }),
    when?.kinds && list(when.kinds.map(one => t(`accessPolicies.kind.${one}`))),
    when?.for && list(when.for.map(one => t(`accessPolicies.for.${one}`))),
    when?.from && list(when.from.map(one => t(`accessPolicies.from.${one}`))),
    when?.memberOf &&
      t('accessPolicies.memberOf', { groups: list(when.memberOf) }),
  ].filter(part => typeof part === 'string');
  return parts.length > 0 ? parts.join('; ') : t('approvalPolicies.always');
}

/** What is granted at most, and what else it takes, in words; nothing where the rule says nothing of it. */
export function accessLimitWords(
  t: T,
  { maxDays, freshSignIn }: AccessRule,
): string | undefined {
  const parts = [
    maxDays !== undefined && t('accessNeeds.maxDays', { count: maxDays }),
    freshSignIn && t('accessNeeds.freshSignIn'),
  ].filter(part => typeof part === 'string');
  return parts.length > 0 ? parts.join(' ') : undefined;
}
