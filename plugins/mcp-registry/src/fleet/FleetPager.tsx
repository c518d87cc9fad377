import { Button, Flex, Text } from '@backstage/ui';
import { useT } from '../hooks/useT';
import { PAGE_SIZE } from './useFleet';

/** Turns the pages of a list that has more than one. */
export function FleetPager(props: {
  offset: number;
  shown: number;
  total: number;
  onTurn(offset: number): void;
}) {
  const t = useT();
  const { offset, shown, total, onTurn } = props;
  const end = offset + shown;
  if (offset === 0 && end >= total) {
    return null;
  }
  return (
    <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
      <Button
        size="small"
        variant="secondary"
        isDisabled={offset === 0}
        onPress={() => onTurn(Math.max(0, offset - PAGE_SIZE))}
      >
        {t('fleet.before')}
      </Button>
      <Text as="span" role="status">
        {t('fleet.page', {
          from: String(shown === 0 ? 0 : offset + 1),
          to: String(end),
          total: String(total),
        })}
      </Text>
      <Button
        size="small"
        variant="secondary"
        isDisabled={end >= total}
        onPress={() => onTurn(offset + PAGE_SIZE)}
      >
        {t('fleet.after')}
      </Button>
    </Flex>
  );
}
