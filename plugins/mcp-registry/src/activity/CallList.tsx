import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { mcpGatewayApiRef, type CallQuery } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { CallTable } from './CallTable';
import { useLive } from './useLive';
import styles from './activity.module.css';

const EVERY_MS = 5000;

/** Calls, newest first, live; one click shows how each decision came about. */
export function CallList(props: {
  query: Omit<CallQuery, 'cursor' | 'limit'>;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  // The same filters are the same question, whichever object holds them.
  const text = JSON.stringify(props.query);
  const query = useMemo(
    (): Omit<CallQuery, 'cursor' | 'limit'> => JSON.parse(text),
    [text],
  );
  const [isPaused, setPaused] = useState(false);
  const [isLive, setLive] = useState(false);
  const calls = usePages(
    useCallback(
      (cursor?: string) => gateway.listCalls({ ...query, limit: 50, cursor }),
      [gateway, query],
    ),
    { everyMs: isLive || isPaused ? undefined : EVERY_MS },
  );
  const isReadingOn = calls.items.length > (calls.first?.items.length ?? 0);
  const follows = useLive({
    wait: useCallback(
      (known, signal) => gateway.waitForCalls({ ...query, known }, signal),
      [gateway, query],
    ),
    onChange: calls.refresh,
    // While somebody reads older pages, the list must not jump under them.
    isPaused: isPaused || isReadingOn,
  });
  useEffect(() => setLive(follows), [follows]);

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
      <div className={styles.actions}>
        <Button
          size="small"
          variant="tertiary"
          onPress={() => setPaused(before => !before)}
        >
          {t(isPaused ? 'activity.follow' : 'activity.pause')}
        </Button>
        <Text variant="body-small" role="status">
          {t(liveText(isPaused, isLive))}
        </Text>
      </div>
      {calls.items.length > 0 && <CallTable calls={calls.items} />}
      <MoreButton
        hasMore={calls.hasMore}
        loading={calls.loadingMore}
        onMore={calls.more}
      />
    </div>
  );
}

function liveText(isPaused: boolean, isLive: boolean) {
  if (isPaused) return 'activity.paused';
  return isLive ? 'activity.live' : 'activity.nowAndThen';
}
