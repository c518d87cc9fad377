import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { useLoad } from '../hooks/useLoad';

/** One server, refreshed while the page is open: an approval shows without a reload. */
export function useServer(serverRef: string) {
  const registry = useApi(mcpRegistryApiRef);
  return useLoad(
    useCallback(() => registry.getServer(serverRef), [registry, serverRef]),
    { everyMs: 10_000 },
  );
}

/** The server of the entity page. */
export function useServerOfPage() {
  const { entity } = useEntity();
  return useServer(stringifyEntityRef(entity));
}
