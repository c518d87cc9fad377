import { Text } from '@backstage/ui';
import type { Tool } from '../api/types';
import { useT } from '../hooks/useT';
import { tokenText } from '../tools/tokenText';

/** What offering tools costs a model before anything is asked. Nothing where it was not counted. */
export function ContextCost(props: { tools: readonly Tool[] }) {
  const t = useT();
  const { tools } = props;
  if (!tools.some(tool => tool.tokens !== undefined)) return null;
  return (
    <Text as="p" style={{ margin: 0 }}>
      {t('usageContext.review', { tokens: tokenText(t, tools) })}
    </Text>
  );
}
