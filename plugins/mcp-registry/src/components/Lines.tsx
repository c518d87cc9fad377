import { Flex, Skeleton } from '@backstage/ui';
import { useT } from '../hooks/useT';

/** A skeleton of a list, while it loads. */
export function Lines(props: { count?: number; height?: number }) {
  const t = useT();
  return (
    <Flex
      direction="column"
      gap="3"
      role="status"
      aria-label={t('common.loading')}
    >
      {Array.from({ length: props.count ?? 3 }, (_, index) => (
        <Skeleton key={index} height={props.height ?? 64} width="100%" />
      ))}
    </Flex>
  );
}
