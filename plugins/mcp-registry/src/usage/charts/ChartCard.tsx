import { Button, Flex } from '@backstage/ui';
import type { ReactNode } from 'react';
import { Section } from '../../components/Section';
import { useT } from '../../hooks/useT';
import { saveFile } from '../saveFile';
import { toCsv } from '../toCsv';
import styles from '../usage.module.css';

/** A region that scrolls is reached by the keyboard. */
const SCROLLS = { tabIndex: 0 };

/** A column of the table beside a chart. */
export interface ChartColumn<Row> {
  label: string;
  /** As it is shown. */
  show(row: Row): ReactNode;
  /** As it is in the CSV. */
  value(row: Row): string | number;
}

/** A chart that answers the question of its title, the table behind it, and the way to a spreadsheet. */
export function ChartCard<Row>(props: {
  title: string;
  hint?: ReactNode;
  /** Of the CSV. */
  file: string;
  rows: readonly Row[];
  columns: readonly ChartColumn<Row>[];
  /** Drawn for those who see it; the table says the same. Absent: the table is all there is. */
  chart?: ReactNode;
  wide?: boolean;
}) {
  const t = useT();
  const { title, hint, rows, columns, chart } = props;
  const save = () =>
    saveFile(
      `${props.file}.csv`,
      toCsv([
        columns.map(({ label }) => label),
        ...rows.map(row => columns.map(({ value }) => value(row))),
      ]),
    );
  const table = (
    <div className={styles.scroll} {...SCROLLS} role="group" aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ label }, index) => (
              <th
                key={label}
                scope="col"
                className={index > 0 ? styles.number : undefined}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={String(at)}>
              {columns.map((column, index) => (
                <td
                  key={column.label}
                  className={index > 0 ? styles.number : undefined}
                >
                  {column.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  return (
    <div className={`${styles.card} ${props.wide ? styles.wide : ''}`}>
      <Section
        title={title}
        hint={hint}
        actions={
          rows.length > 0 && (
            <Button
              size="small"
              variant="tertiary"
              onPress={save}
              aria-label={t('usage.csvOf', { title })}
            >
              {t('usage.csv')}
            </Button>
          )
        }
      >
        <Flex direction="column" gap="3">
          {chart && rows.length > 0 && (
            <div className={styles.chart} aria-hidden="true">
              {chart}
            </div>
          )}
          {rows.length > 0 &&
            (chart ? (
              <details className={styles.details}>
                <summary>{t('usage.asTable', { title })}</summary>
                {table}
              </details>
            ) : (
              table
            ))}
        </Flex>
      </Section>
    </div>
  );
}
