import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpGatewayApiRef, type UsageQuery } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { type Range, timesOf } from './ranges';
import { UsageView } from './UsageView';

/** Loads usage and shows it. */
export function UsageOf(props: {
  query: Omit<UsageQuery, 'since' | 'until'>;
  range: Range;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { range } = props;
  const { role, serverRef, team } = props.query;
  const { value, error, loading, refresh } = useLoad(
    useCallback(
      () =>
        gateway.readUsage({
          ...{ role, serverRef, team },
          ...timesOf(range, Date.now()),
        }),
      [gateway, role, serverRef, team, range],
    ),
  );
  if (error) {
    return (
      <Problem title={t('usage.failed')} error={error} onRetry={refresh} />
    );
  }
  if (!value) return loading ? <Lines count={6} height={48} /> : null;
  return value.totals.calls === 0 ? (
    <EmptyState title={t('usage.empty')} hint={t('usage.emptyHint')} />
  ) : (
    <UsageView usage={value} names={role !== 'mine'} />
  );
}
