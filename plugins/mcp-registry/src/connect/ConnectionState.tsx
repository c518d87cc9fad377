import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { reasonText } from '../activity/reasonText';

const EVERY_MS = 4000;
const RECENT_MS = 60 * 60 * 1000;

/** Turns green by itself when the first call arrives, or says what is wrong. */
export function ConnectionState({ serverRef }: { serverRef: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const load = useCallback(async () => {
    const since = new Date(Date.now() - RECENT_MS).toISOString();
    const page = await gateway.listCalls({
      role: 'mine',
      serverRef,
      since,
      limit: 1,
    });
    return page.items[0] ?? null;
  }, [gateway, serverRef]);
  const last = useLoad(load, { everyMs: EVERY_MS });
  const call = last.value;

  if (last.error) {
    return (
      <Problem
        title={t('connection.failed')}
        error={last.error}
        onRetry={last.refresh}
      />
    );
  }
  if (call === undefined) {
    return <Lines count={1} height={56} />;
  }
  if (call === null) {
    return (
      <Alert
        role="status"
        status="info"
        icon
        title={t('connection.waiting')}
        description={t('connection.waitingHint')}
      />
    );
  }
  if (call.decision === 'deny') {
    return (
      <Alert
        role="status"
        status="warning"
        icon
        title={
          <>
            {t('connection.refused')}{' '}
            <RelativeTime at={call.at} everyMs={1000} />
          </>
        }
        description={reasonText(t, call.reason)}
      />
    );
  }
  return (
    <Alert
      role="status"
      status="success"
      icon
      title={
        <>
          {t('connection.connected', {
            client: call.client ?? t('connection.someClient'),
          })}
          , <RelativeTime at={call.at} everyMs={1000} />
        </>
      }
    />
  );
}
