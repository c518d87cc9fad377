import { useApi } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import { useCallback } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ServerFrame } from '../server/ServerFrame';
import { BlastAccess } from './BlastAccess';
import { BlastNotes } from './BlastNotes';
import { BlastSystems } from './BlastSystems';
import { BlastWays } from './BlastWays';

/** The tab "Blast radius": what a server could reach if it were compromised, through which systems, owned by whom. */
export function BlastRadiusContent() {
  return <ServerFrame>{server => <Radius server={server} />}</ServerFrame>;
}

function Radius(props: { server: Server }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef } = props.server;
  const { value, error, loading, refresh } = useLoad(
    useCallback(
      () => registry.getBlastRadius(serverRef),
      [registry, serverRef],
    ),
  );
  if (error instanceof ApiProblem && error.status === 403) {
    return (
      <EmptyState title={t('blast.notYours')} hint={t('blast.notYoursHint')} />
    );
  }
  return (
    <Flex direction="column" gap="6">
      <Problem title={t('blast.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={5} />}
      {value && (
        <>
          <BlastNotes radius={value} />
          <BlastSystems systems={value.systems} owners={value.owners} />
          <BlastWays radius={value} />
          <BlastAccess radius={value} />
        </>
      )}
    </Flex>
  );
}
