import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { useLoad } from '../hooks/useLoad';

/** Whether the person may stop everything. The registry checks it again; this only spares them a button that refuses. */
export function useMayStopAll(): boolean {
  const registry = useApi(mcpRegistryApiRef);
  const load = useCallback(
    async () =>
      (await registry.listStops({ state: 'open', limit: 1 })).mayStopAll,
    [registry],
  );
  return useLoad(load).value ?? false;
}
