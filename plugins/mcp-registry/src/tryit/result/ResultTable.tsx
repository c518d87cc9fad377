import {
  Button,
  Cell,
  CellText,
  type ColumnConfig,
  Flex,
  Table,
  Text,
} from '@backstage/ui';
import { type CSSProperties, useState } from 'react';
import { useT } from '../../hooks/useT';
import type { TableData } from './findTable';
import styles from './result.module.css';

const PAGE = 50;
const MAX_COLUMNS = 20;
const MAX_CELL = 300;

type Row = { id: string; values: Record<string, unknown> };

/** A list of flat objects as a table, so much of it at a time. */
export function ResultTable({ table }: { table: TableData }) {
  const t = useT();
  const [shown, setShown] = useState(PAGE);
  const { rows } = table;
  const names = table.columns.slice(0, MAX_COLUMNS);
  const columns: ColumnConfig<Row>[] = names.map((name, at) => ({
    // Names are the server's words; ids are ours.
    id: `column-${at}`,
    label: cut(name),
    isRowHeader: at === 0,
    cell: ({ values }) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined || value === null ? (
        <Cell>
          <span aria-label={t('result.noCell')}>–</span>
        </Cell>
      ) : (
        <CellText title={textOf(value)} />
      );
    },
  }));
  const hidden = table.columns.length - names.length;
  return (
    <Flex direction="column" gap="2" className={styles.block}>
      {table.name && (
        <Text as="p" weight="bold" className={styles.note}>
          {cut(table.name)}
        </Text>
      )}
      <div
        className={styles.wide}
        style={{ '--wide': `${names.length * 7}rem` } as CSSProperties}
      >
        <Table
          columnConfig={columns}
          data={rows
            .slice(0, shown)
            .map((values, at) => ({ id: `row-${at}`, values }))}
          pagination={{ type: 'none' }}
        />
      </div>
      {hidden > 0 && (
        <Text as="p" color="secondary" className={styles.note}>
          {t('result.columnsCut', { count: hidden })}
        </Text>
      )}
      {rows.length > shown && (
        <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
          <Text color="secondary">
            {t('result.rows', {
              shown: String(shown),
              all: String(rows.length),
            })}
          </Text>
          <Button
            size="small"
            variant="secondary"
            onPress={() => setShown(shown + PAGE)}
          >
            {t('result.moreRows')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

function textOf(value: unknown): string {
  return cut(
    Array.isArray(value) ? value.map(String).join(', ') : String(value),
  );
}

function cut(text: string): string {
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}
