import { Flex } from '@backstage/ui';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import type { Server } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { StopsBanner } from '../stops/StopsBanner';
import { useT } from '../hooks/useT';
import styles from './ServerFrame.module.css';
import { useServerOfPage } from './useServer';

/** Loads the server of the entity page and shows what is wrong where it cannot. */
export function ServerFrame(props: {
  children(server: Server, refresh: () => void): ReactNode;
}) {
  const t = useT();
  const { value, error, loading, refresh } = useServerOfPage();
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <EmptyState title={t('server.unknown')} hint={t('server.unknownHint')} />
    );
  }
  return (
    <Flex direction="column" gap="5" className={styles.frame}>
      <Problem title={t('server.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines />}
      {value && <StopsBanner serverRef={value.serverRef} />}
      {value && props.children(value, refresh)}
    </Flex>
  );
}
