import { Box } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './ListCard.module.css';

/** One entry of a list of things with a title, facts and actions. */
export function ListCard(props: {
  title: ReactNode;
  labels?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Box as="li" bg="neutral" className={styles.card}>
      <div className={styles.head}>
        <div className={styles.title}>{props.title}</div>
        <div className={styles.labels}>{props.labels}</div>
      </div>
      {props.children}
      {props.actions && <div className={styles.actions}>{props.actions}</div>}
    </Box>
  );
}

/** A list of {@link ListCard}s. */
export function CardList(props: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.list} aria-label={props.label}>
      {props.children}
    </ul>
  );
}
