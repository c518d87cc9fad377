import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap } from './unwrap';

/** What detectors found, over HTTP. */
export function alertCalls(client: GatewayApiClient) {
  return {
    listAlerts: query =>
      unwrap(client.request('get', '/alerts', { params: { query } })),
    getAlert: id =>
      unwrap(
        client.request('get', '/alerts/{id}', { params: { path: { id } } }),
      ),
    actOnAlert: (id, action, reason) =>
      unwrap(
        client.request('post', '/alerts/{id}/{action}', {
          params: { path: { id, action } },
          body: { ...(reason && { reason }) },
        }),
      ),
  } satisfies Partial<McpGatewayApi>;
}
