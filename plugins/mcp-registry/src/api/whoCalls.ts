import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap } from './unwrap';

/** Who can call what, over HTTP. */
export function whoCalls(client: GatewayApiClient) {
  return {
    listCallableTools: query =>
      unwrap(client.request('get', '/callable-tools', { params: { query } })),
    listCallers: query =>
      unwrap(client.request('get', '/callers', { params: { query } })),
    foreseeCall: query =>
      unwrap(client.request('get', '/foreseen-call', { params: { query } })),
  } satisfies Partial<McpGatewayApi>;
}
