import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { isRecordedMethod } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../../api/McpGatewayApi';
import type { Call } from '../../api/types';
import { Lines } from '../../components/Lines';
import { Problem } from '../../components/Problem';
import { Section } from '../../components/Section';
import { useLoad } from '../../hooks/useLoad';
import { useT } from '../../hooks/useT';
import { CallBodyReads } from './CallBodyReads';
import { RevealBody } from './RevealBody';
import { bodyText } from './bodyText';

/** What was said in a call and what came back, or why it is not there. */
export function CallBodySection({ call }: { call: Call }) {
  const t = useT();
  // Of other messages nothing is ever kept; of a server that one may not know of nothing is said.
  if (!isRecordedMethod(call.method) || !call.serverId) return null;
  return (
    <Section title={t('body.title')}>
      {call.recording === undefined ? (
        <Text>{t('body.state.not-recorded')}</Text>
      ) : (
        <Kept id={call.id} />
      )}
    </Section>
  );
}

function Kept({ id }: { id: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const loaded = useLoad(
    useCallback(() => gateway.getCallBodyStatus(id), [gateway, id]),
    // What is being written, and who has just read it, is there some moments later.
    { everyMs: 10_000 },
  );
  const status = loaded.value;
  return (
    <>
      <Problem
        title={t('body.failed')}
        error={loaded.error}
        onRetry={loaded.refresh}
      />
      {!status && loaded.loading && <Lines count={1} />}
      {status && <Text>{bodyText(t, status)}</Text>}
      {status?.state === 'kept' &&
        (status.mayRead ? (
          <RevealBody id={id} onRead={loaded.refresh} />
        ) : (
          <Text color="secondary">{t('body.notAllowed')}</Text>
        ))}
      {status && <CallBodyReads reads={status.reads} />}
    </>
  );
}
