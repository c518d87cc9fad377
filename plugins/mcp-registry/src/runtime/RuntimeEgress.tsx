import { Cell, CellText, Table, Text, type ColumnConfig } from '@backstage/ui';
import { DecisionLabel } from '../activity/DecisionLabel';
import type { ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useT, type T } from '../hooks/useT';
import styles from './runtime.module.css';

type Item = ServerRuntime['egress'][number] & { id: string };

/** Where a server's runtimes wanted to connect to, allowed and refused, the latest first. */
export function RuntimeEgress(props: { items: ServerRuntime['egress'] }) {
  const t = useT();
  const rows = props.items.map((item, index) => ({
    ...item,
    id: `${item.at} ${item.host} ${index}`,
  }));
  return (
    <Section title={t('runtime.egress')}>
      {rows.length === 0 ? (
        <EmptyState
          title={t('runtime.noEgress')}
          hint={t('runtime.noEgressHint')}
        />
      ) : (
        <div className={styles.table}>
          <Table
            columnConfig={columns(t)}
            data={rows}
            pagination={{ type: 'none' }}
          />
        </div>
      )}
    </Section>
  );
}

function columns(t: T): ColumnConfig<Item>[] {
  return [
    {
      id: 'at',
      label: t('runtime.when'),
      cell: ({ at }) => (
        <Cell>
          <RelativeTime at={at} everyMs={5_000} />
        </Cell>
      ),
    },
    {
      id: 'where',
      label: t('runtime.where'),
      isRowHeader: true,
      // What went past all ways out has neither.
      cell: ({ host, port }) => (
        <CellText
          title={port === 0 ? t('runtime.unknownPlace') : `${host}:${port}`}
        />
      ),
    },
    {
      id: 'decision',
      label: t('runtime.decision'),
      cell: ({ allowed }) => (
        <Cell>
          <DecisionLabel decision={allowed ? 'allow' : 'deny'} />
        </Cell>
      ),
    },
    {
      id: 'count',
      label: t('runtime.times'),
      cell: ({ count }) => <CellText title={String(count)} />,
    },
    {
      id: 'why',
      label: t('runtime.why'),
      cell: ({ why }) => (
        <Cell>
          <Text className={styles.long}>{why ?? '–'}</Text>
        </Cell>
      ),
    },
  ];
}
