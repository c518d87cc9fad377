import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap } from './unwrap';

/** What was used and what may be, over HTTP. */
export function usageCalls(client: GatewayApiClient) {
  return {
    readUsage: query =>
      unwrap(client.request('get', '/usage', { params: { query } })),
    listBudgets: () => unwrap(client.request('get', '/usage/budgets')),
  } satisfies Partial<McpGatewayApi>;
}
