import { Flex, Text } from '@backstage/ui';
import type { HeldTool } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** Why one tool is held back, and since when. */
export function HeldToolLabel({ tool }: { tool: HeldTool }) {
  const t = useT();
  return (
    <Flex align="center" gap="2">
      <StatusLabel tone="warn">{t(`tools.held.${tool.departure}`)}</StatusLabel>
      <Text color="secondary">
        {t('tools.held.since')} <RelativeTime at={tool.since} />
      </Text>
    </Flex>
  );
}
