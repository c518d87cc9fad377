import type { CallLimitRule } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { formatDuration } from '../components/formatTime';
import type { T } from '../hooks/useT';

/** A limit as a sentence. */
export function limitWords(
  t: T,
  language: string,
  rule: CallLimitRule,
): string {
  const amount = t('limits.amount', {
    count: rule.calls,
    calls: rule.calls.toLocaleString(language),
    time: formatDuration(rule.perSeconds, language),
  });
  switch (rule.scope) {
    case 'person':
      return rule.tool === undefined
        ? t('limits.person', { amount })
        : t('limits.personTool', { amount, tool: rule.tool });
    case 'team':
      return rule.tool === undefined
        ? t('limits.team', { amount })
        : t('limits.teamTool', { amount, tool: rule.tool });
    case 'server':
      return t('limits.server', { amount });
    case 'tool':
      return t('limits.tool', { amount, tool: rule.tool });
    default:
      return rule satisfies never;
  }
}
