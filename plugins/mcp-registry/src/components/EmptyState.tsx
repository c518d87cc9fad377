import { Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** An empty list, and what to do about it. */
export function EmptyState(props: {
  title: string;
  hint: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Flex direction="column" align="center" gap="3" className={styles.empty}>
      <Text as="h3" variant="title-x-small">
        {props.title}
      </Text>
      <Text as="p" color="secondary">
        {props.hint}
      </Text>
      {props.action}
    </Flex>
  );
}
