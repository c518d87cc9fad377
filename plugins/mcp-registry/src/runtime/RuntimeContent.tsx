import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import { useCallback } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Server } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { usePoliteLoad } from '../hooks/usePoliteLoad';
import { useT } from '../hooks/useT';
import { ServerProfile } from '../profile/ServerProfile';
import { ServerFrame } from '../server/ServerFrame';
import { RuntimeEgress } from './RuntimeEgress';
import { RuntimeEnforced } from './RuntimeEnforced';
import { RuntimeEvents } from './RuntimeEvents';
import { RuntimeLog } from './RuntimeLog';
import { RuntimeNow } from './RuntimeNow';

const EVERY_MS = 5_000;

/** The tab "Runtime" of a server that the gateway runs. */
export function RuntimeContent() {
  return (
    <ServerFrame>
      {(server, refresh) => <Runtime server={server} onChanged={refresh} />}
    </ServerFrame>
  );
}

function Runtime(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { server } = props;
  const { serverId } = server;
  const { value, error, loading, refresh } = usePoliteLoad(
    useCallback(() => gateway.getServerRuntime(serverId), [gateway, serverId]),
    EVERY_MS,
  );
  if (error instanceof ApiProblem && error.status === 404) {
    const why = server.approvedRevision ? 'notYours' : 'notApproved';
    // One that waits for its first approval runs nowhere yet; what it would be able to do is known all the same.
    return (
      <Flex direction="column" gap="6">
        <EmptyState
          title={t(`runtime.${why}`)}
          hint={t(`runtime.${why}Hint`)}
        />
        {(server.approvedRevision ?? server.pendingRevision) && (
          <ServerProfile server={server} onChanged={props.onChanged} />
        )}
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="6">
      <Problem title={t('runtime.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={6} />}
      {value?.driver.problems.map(({ text, remedy }) => (
        <Alert
          key={text}
          status="warning"
          icon
          title={t('runtime.cannot')}
          description={`${text} ${remedy}`}
        />
      ))}
      {value && (
        <RuntimeNow serverId={serverId} runtime={value} onChanged={refresh} />
      )}
      <ServerProfile server={server} onChanged={props.onChanged} />
      {value && (
        <>
          <RuntimeEnforced runtime={value} />
          <RuntimeEvents events={value.events} />
          <RuntimeEgress items={value.destinations} />
          <RuntimeLog serverId={serverId} />
        </>
      )}
    </Flex>
  );
}
