import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Connection } from '../api/types';
import { leaveFor } from '../consent/leaveFor';
import { useAction } from '../hooks/useAction';

/** Sends this window to where an account of mine is. */
export function useSignIn(connection: Connection, ticket?: string) {
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef, client } = connection;
  return useAction(
    useCallback(async () => {
      const { redirectTo } = await gateway.beginSignIn({
        ...(serverRef !== undefined ? { serverRef } : { client }),
        ...(ticket !== undefined && { ticket }),
      });
      leaveFor(redirectTo);
    }, [gateway, serverRef, client, ticket]),
  );
}
