import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './form.module.css';

/** A description from a server: text, whatever is written in it. */
export function PlainDescription(props: {
  id?: string;
  description?: ReactNode;
}) {
  return props.description ? (
    <Text
      as="p"
      id={props.id}
      variant="body-small"
      color="secondary"
      className={styles.description}
    >
      {props.description}
    </Text>
  ) : null;
}
