import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { useLoad } from '../hooks/useLoad';
import { useInboxChanged } from '../hooks/useOpenCount';
import { stateOf } from './checksText';

const WHILE_RUNNING_MS = 2_000;
const OTHERWISE_MS = 60_000;

/** What checks say of a revision: looked at often while some are under way. */
export function useRevisionChecks(digest: string) {
  const registry = useApi(mcpRegistryApiRef);
  const [everyMs, setEveryMs] = useState(OTHERWISE_MS);
  const loaded = useLoad(
    useCallback(() => registry.getRevisionChecks(digest), [registry, digest]),
    { everyMs },
  );
  // An exception that was asked for or decided shows at once.
  useInboxChanged(loaded.refresh);
  const isRunning = loaded.value?.items.some(
    item =>
      item.state === 'running' ||
      ['waiting', 'running'].includes(stateOf(item)),
  );
  useEffect(() => {
    setEveryMs(isRunning ? WHILE_RUNNING_MS : OTHERWISE_MS);
  }, [isRunning]);
  return loaded;
}
