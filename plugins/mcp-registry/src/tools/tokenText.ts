import type { Tool } from '../api/types';
import type { T } from '../hooks/useT';

/** What tools cost a model together, in words; "about" where one was too large to be counted whole. */
export function tokenText(t: T, tools: readonly Tool[]): string {
  const count = tools.reduce((sum, tool) => sum + (tool.tokens ?? 0), 0);
  const tokens = t('toolFacts.tokens', { count });
  return tools.some(tool => tool.tokensEstimated)
    ? t('toolFacts.about', { tokens })
    : tokens;
}
