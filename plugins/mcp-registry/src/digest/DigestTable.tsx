import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import { Section } from '../components/Section';
import styles from './digest.module.css';

/** One table of a digest; without rows it says that there is nothing. */
export function DigestTable(props: {
  title: string;
  hint?: string;
  none: string;
  columns: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}) {
  const { title, hint, none, columns, rows } = props;
  return (
    <Section title={title} hint={hint}>
      {rows.length === 0 ? (
        <Text as="p" color="secondary" className={styles.flat}>
          {none}
        </Text>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table} aria-label={title}>
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, cells }) => (
                <tr key={id}>
                  {cells.map((cell, index) => (
                    <td key={columns[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
