import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Cell,
  CellText,
  Table,
  Text,
  type ColumnConfig,
} from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ReportPeriod } from '../api/ReportApi';
import type { ComplianceReport } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { saveBlob } from '../components/saveBlob';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useT, type T } from '../hooks/useT';
import { SHOWN_COLUMNS } from './shownColumns';
import styles from './reports.module.css';

type ReportSection = ComplianceReport['sections'][number];
type Item = { id: string; cells: Record<string, string> };

const ROWS = 20;
/** Of the catalog: its title says more. */
const ENTITY_REF = /^[a-z]+:[a-z0-9_.-]+\/[^ ]+$/;

/** One table of a report, and its file. */
export function ReportTable(props: {
  section: ReportSection;
  period: ReportPeriod;
}) {
  const { section, period } = props;
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const title = t(`reportSection.${section.id}`);
  const save = useAction(
    useCallback(
      async () =>
        saveBlob(
          await registry.exportComplianceReport(section.id, period),
          `${section.id}-${period.from.slice(0, 10)}.csv`,
        ),
      [registry, section.id, period],
    ),
  );
  const items = section.rows.map((row, index) => ({
    id: String(index),
    cells: Object.fromEntries(
      row.map((cell, at) => [section.columns[at], cell]),
    ),
  }));
  const shown = Math.min(ROWS, items.length);
  return (
    <Section
      title={title}
      hint={hintOf(t, { shown, total: section.total })}
      actions={
        section.total > 0 && (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('reports.saveOf', { table: title })}
            isPending={save.running}
            onPress={() => void save.run()}
          >
            {t('reports.save')}
          </Button>
        )
      }
    >
      <Problem title={t('reports.saveFailed')} error={save.error} />
      {section.total === 0 ? (
        <Text as="p" style={{ margin: 0 }}>
          {t('reports.none')}
        </Text>
      ) : (
        <div className={styles.table}>
          <Table<Item>
            aria-label={title}
            columnConfig={columns(t, section.id)}
            data={items.slice(0, ROWS)}
            pagination={{ type: 'none' }}
          />
        </div>
      )}
    </Section>
  );
}

function hintOf(t: T, of: { shown: number; total: number }) {
  if (of.total === 0) return undefined;
  const [shown, total] = [String(of.shown), String(of.total)];
  const rows =
    of.shown < of.total
      ? t('reports.first', { shown, total })
      : t('reports.count', { total });
  return `${rows} ${t('reports.columns')}`;
}

function columns(t: T, section: ReportSection['id']): ColumnConfig<Item>[] {
  return SHOWN_COLUMNS[section].map((column, index) => ({
    id: column,
    label: t(`reportColumn.${column}`),
    isRowHeader: index === 0,
    cell: ({ cells }) => cellOf(column, cells[column]),
  }));
}

function cellOf(column: string, text: string | undefined) {
  if (!text) return <CellText title="–" />;
  if (column.endsWith('At')) {
    return (
      <Cell>
        <RelativeTime at={text} />
      </Cell>
    );
  }
  return (
    <Cell>
      <Text className={styles.long}>
        {ENTITY_REF.test(text) ? <EntityName entityRef={text} plain /> : text}
      </Text>
    </Cell>
  );
}
