import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './ErrorText.module.css';

/** What is wrong with what somebody entered. Backstage UI's own colour for it has too little contrast on a light page. */
export function ErrorText(props: {
  children: ReactNode;
  isBold?: boolean;
  /** It is part of something that is read aloud as a whole. */
  isQuiet?: boolean;
}) {
  return (
    <Text
      as="p"
      role={props.isQuiet ? undefined : 'alert'}
      weight={props.isBold ? 'bold' : 'regular'}
      className={styles.error}
    >
      {props.children}
    </Text>
  );
}
