import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { usePages } from '../hooks/usePages';

const EVERY_MS = 15_000;

/** My grants, for one server or all. */
export function useMyGrants(serverRef?: string) {
  const registry = useApi(mcpRegistryApiRef);
  return usePages(
    useCallback(
      (cursor?: string) =>
        registry.listGrants({ role: 'mine', serverRef, limit: 20, cursor }),
      [registry, serverRef],
    ),
    { everyMs: EVERY_MS },
  );
}

/** My requests, for one server or all. */
export function useMyRequests(serverRef?: string) {
  const registry = useApi(mcpRegistryApiRef);
  return usePages(
    useCallback(
      (cursor?: string) =>
        registry.listAccessRequests({
          role: 'mine',
          serverRef,
          limit: 20,
          cursor,
        }),
      [registry, serverRef],
    ),
    { everyMs: EVERY_MS },
  );
}
