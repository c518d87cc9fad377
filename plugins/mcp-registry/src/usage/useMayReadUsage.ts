import { useApi } from '@backstage/frontend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { mcpUsageReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback } from 'react';
import { useLoad } from '../hooks/useLoad';

/** Whether the person may see everybody's usage. The gateway checks it again; this only spares them a tab that refuses. */
export function useMayReadUsage(): boolean {
  const permissions = useApi(permissionApiRef);
  const load = useCallback(
    async () =>
      (await permissions.authorize({ permission: mcpUsageReadPermission }))
        .result === AuthorizeResult.ALLOW,
    [permissions],
  );
  return useLoad(load).value ?? false;
}
