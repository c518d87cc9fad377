import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap, unwrapNothing } from './unwrap';

/** Rules that look at history, and my own word on calls that need it, over HTTP. */
export function historyCalls(client: GatewayApiClient) {
  return {
    getAskedConfirmation: ticket =>
      unwrap(
        client.request('get', '/confirmations/asked', {
          params: { query: { ticket } },
        }),
      ),
    confirm: (ticket, decision) =>
      unwrap(
        client.request('post', '/confirmations', {
          body: { ticket, decision },
        }),
      ),
    listConfirmations: async () =>
      (await unwrap(client.request('get', '/confirmations'))).items,
    revokeConfirmation: id =>
      unwrapNothing(
        client.request('delete', '/confirmations/{id}', {
          params: { path: { id } },
        }),
      ),
    listGuardRules: async () =>
      (await unwrap(client.request('get', '/guard-rules'))).items,
  } satisfies Partial<McpGatewayApi>;
}
