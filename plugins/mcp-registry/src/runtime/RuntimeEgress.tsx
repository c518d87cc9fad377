import {
  Cell,
  CellText,
  Select,
  Table,
  Text,
  TextField,
  type ColumnConfig,
} from '@backstage/ui';
import { useState } from 'react';
import { DecisionLabel } from '../activity/DecisionLabel';
import type { ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useT, type T } from '../hooks/useT';
import styles from './runtime.module.css';

type Destination = ServerRuntime['destinations'][number];
type Item = Destination & { id: string };

const ANY = 'any';

/** Where a server's runtimes wanted to connect to, allowed and refused, each destination once. */
export function RuntimeEgress(props: { items: readonly Destination[] }) {
  const t = useT();
  const [decision, setDecision] = useState(ANY);
  const [host, setHost] = useState('');
  const { items } = props;
  const text = host.trim().toLocaleLowerCase('en-US');
  const rows = items
    .filter(
      item =>
        (decision === ANY || item.allowed === (decision === 'allow')) &&
        `${item.host}:${item.port}`.toLocaleLowerCase('en-US').includes(text),
    )
    .map((item, index) => ({
      ...item,
      id: `${item.host} ${item.port} ${item.allowed} ${index}`,
    }));
  return (
    <Section title={t('runtime.egress')} hint={t('runtime.egressHint')}>
      {items.length === 0 ? (
        <EmptyState
          title={t('runtime.noEgress')}
          hint={t('runtime.noEgressHint')}
        />
      ) : (
        <>
          <Text as="p" role="status" style={{ margin: 0 }}>
            {t('runtime.egressSum', {
              allowed: String(timesOf(items, true)),
              refused: String(timesOf(items, false)),
            })}
          </Text>
          <div role="search" className={styles.filters}>
            <TextField
              size="small"
              label={t('runtime.where')}
              value={host}
              onChange={setHost}
            />
            <Select
              size="small"
              label={t('runtime.decision')}
              options={[
                { id: ANY, label: t('filter.any') },
                { id: 'allow', label: t('decision.allow') },
                { id: 'deny', label: t('decision.deny') },
              ]}
              value={decision}
              onChange={value => setDecision(String(value ?? ANY))}
            />
          </div>
          {rows.length === 0 ? (
            <EmptyState
              title={t('runtime.noneFound')}
              hint={t('runtime.noneFoundHint')}
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
        </>
      )}
    </Section>
  );
}

function timesOf(items: readonly Destination[], allowed: boolean): number {
  return items
    .filter(item => item.allowed === allowed)
    .reduce((sum, { count }) => sum + count, 0);
}

function columns(t: T): ColumnConfig<Item>[] {
  return [
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
      id: 'last',
      label: t('runtime.lastTime'),
      cell: ({ lastAt }) => (
        <Cell>
          <RelativeTime at={lastAt} everyMs={5_000} />
        </Cell>
      ),
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
