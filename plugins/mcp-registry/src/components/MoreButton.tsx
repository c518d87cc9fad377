import { Button, Flex } from '@backstage/ui';
import { useT } from '../hooks/useT';

/** Loads the next page of a list, while there is one. */
export function MoreButton(props: {
  hasMore: boolean;
  loading: boolean;
  onMore(): void;
}) {
  const t = useT();
  if (!props.hasMore) {
    return null;
  }
  return (
    <Flex justify="center">
      <Button
        variant="secondary"
        isPending={props.loading}
        onPress={props.onMore}
      >
        {t('common.more')}
      </Button>
    </Flex>
  );
}
