import type { GuardRule } from '../api/types';
import { formatDuration } from '../components/formatTime';
import type { T } from '../hooks/useT';

/** What a rule does, as a sentence. */
export function guardRuleWords(
  t: T,
  language: string,
  rule: GuardRule,
): string {
  const { kind, calls = 0, per = 'person', validMinutes = 0 } = rule;
  const { windowMinutes = 0 } = rule;
  switch (kind) {
    case 'approval': {
      const time = formatDuration(validMinutes * 60, language);
      return rule.covers === 'server'
        ? t('guardRules.approvalServer', { time })
        : t('guardRules.approvalTool', { time });
    }
    case 'count': {
      const amount = t('limits.amount', {
        count: calls,
        calls: calls.toLocaleString(language),
        time: formatDuration(windowMinutes * 60, language),
      });
      return t(`guardRules.${per}`, { amount });
    }
    case 'flow':
      return t('guardRules.flow', {
        time: formatDuration(windowMinutes * 60, language),
      });
    default:
      return kind satisfies never;
  }
}

/** Which calls a rule is about: what is said of them, all of which must be true. */
export function callWords(t: T, tools: GuardRule['tools']): string {
  const { names, effects, openWorld } = tools;
  const parts = [
    ...(names ? [names.join(' / ')] : []),
    ...(effects
      ? [effects.map(effect => t(`effect.${effect}`)).join(' / ')]
      : []),
    ...(openWorld ? [t('guardRules.openWorld')] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : t('guardRules.everyCall');
}
