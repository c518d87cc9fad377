import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Cell,
  CellText,
  Table,
  Text,
  type ColumnConfig,
} from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef, type CallQuery } from '../api/McpGatewayApi';
import type { Call } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { StatusLabel } from '../components/StatusLabel';
import { RelativeTime } from '../components/RelativeTime';
import { usePages } from '../hooks/usePages';
import { useT, type T } from '../hooks/useT';
import { CallDialog } from './CallDialog';
import { DecisionLabel } from './DecisionLabel';
import { reasonText } from './reasonText';
import styles from './activity.module.css';

const EVERY_MS = 5000;

/** Calls, newest first, live; one click shows how each decision came about. */
export function CallList(props: {
  query: Omit<CallQuery, 'cursor' | 'limit'>;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const [open, setOpen] = useState<Call>();
  const { role, serverRef, user, tool, decision } = props.query;
  const calls = usePages(
    useCallback(
      (cursor?: string) =>
        gateway.listCalls({
          role,
          serverRef,
          user,
          tool,
          decision,
          limit: 50,
          cursor,
        }),
      [gateway, role, serverRef, user, tool, decision],
    ),
    { everyMs: EVERY_MS },
  );

  return (
    <div className={styles.list}>
      <Problem
        title={t('activity.failed')}
        error={calls.error}
        onRetry={calls.refresh}
      />
      {!calls.first && calls.loading && <Lines count={6} height={32} />}
      {calls.first && calls.items.length === 0 && (
        <EmptyState
          title={t('activity.empty')}
          hint={t('activity.emptyHint')}
        />
      )}
      {calls.items.length > 0 && (
        <div className={styles.table}>
          <Table
            columnConfig={columns(t, setOpen)}
            data={calls.items}
            pagination={{ type: 'none' }}
          />
        </div>
      )}
      <MoreButton
        hasMore={calls.hasMore}
        loading={calls.loadingMore}
        onMore={calls.more}
      />
      {open && <CallDialog call={open} onClose={() => setOpen(undefined)} />}
    </div>
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
