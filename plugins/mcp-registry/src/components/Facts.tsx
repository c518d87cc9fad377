import type { ReactNode } from 'react';
import styles from './Facts.module.css';

/** Names and values; facts without a value are left out. */
export function Facts(props: {
  items: ReadonlyArray<{ label: string; value: ReactNode } | undefined | false>;
}) {
  return (
    <dl className={styles.facts}>
      {props.items.map(
        item =>
          item && (
            <div key={item.label} className={styles.fact}>
              <dt>{item.label}</dt>
              <dd>{item.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
