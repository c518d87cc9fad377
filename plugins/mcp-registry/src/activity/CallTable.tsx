import { parseEntityRef } from '@backstage/catalog-model';
import {
  Button,
  Cell,
  CellText,
  Table,
  Text,
  type ColumnConfig,
} from '@backstage/ui';
import { useState } from 'react';
import type { Call } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import { CallDialog } from './CallDialog';
import { DecisionLabel } from './DecisionLabel';
import { reasonText } from './reasonText';
import styles from './activity.module.css';

/** Calls as a table; one click shows how each decision came about. */
export function CallTable({ calls }: { calls: readonly Call[] }) {
  const t = useT();
  const [open, setOpen] = useState<Call>();
  return (
    <>
      <div className={styles.table}>
        <Table
          columnConfig={columns(t, setOpen)}
          data={[...calls]}
          pagination={{ type: 'none' }}
        />
      </div>
      {open && <CallDialog call={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function columns(t: T, onOpen: (call: Call) => void): ColumnConfig<Call>[] {
  const name = (ref: string | undefined) =>
    ref ? parseEntityRef(ref).name : t('activity.nobody');
  return [
    {
      id: 'at',
      label: t('activity.when'),
      isRowHeader: true,
      cell: call => (
        <Cell>
          <RelativeTime at={call.at} everyMs={5000} />
        </Cell>
      ),
    },
    {
      id: 'user',
      label: t('activity.who'),
      cell: call => (
        <CellText title={name(call.user)} description={call.client} />
      ),
    },
    {
      id: 'server',
      label: t('activity.server'),
      cell: call => (
        <CellText title={call.serverRef ? name(call.serverRef) : '–'} />
      ),
    },
    {
      id: 'tool',
      label: t('activity.what'),
      cell: call => (
        <CellText
          title={call.tool ?? call.method}
          description={call.tool ? call.method : undefined}
        />
      ),
    },
    {
      id: 'decision',
      label: t('activity.decision'),
      cell: call => (
        <Cell>
          <DecisionLabel decision={call.decision} />
          {call.grantKind === 'break-glass' && (
            <StatusLabel tone="bad">{t('grantState.emergency')}</StatusLabel>
          )}
        </Cell>
      ),
    },
    {
      id: 'reason',
      label: t('activity.reason'),
      cell: call => (
        <Cell>
          <Text className={styles.why}>{reasonText(t, call.reason)}</Text>
        </Cell>
      ),
    },
    {
      id: 'details',
      label: t('activity.details'),
      cell: call => (
        <Cell>
          <Button
            size="small"
            variant="tertiary"
            aria-label={t('activity.whyOf', {
              what: call.tool ?? call.method,
            })}
            onPress={() => onOpen(call)}
          >
            {t('activity.why')}
          </Button>
        </Cell>
      ),
    },
  ];
}
