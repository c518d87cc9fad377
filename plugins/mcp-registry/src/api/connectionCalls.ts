import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap, unwrapNothing } from './unwrap';

/** My own keys and linked accounts over HTTP. */
export function connectionCalls(client: GatewayApiClient) {
  return {
    listConnections: async () =>
      (await unwrap(client.request('get', '/connections'))).items,
    storeKey: body =>
      unwrapNothing(client.request('post', '/connections/keys', { body })),
    beginSignIn: body =>
      unwrap(client.request('post', '/connections/sign-ins', { body })),
    finishSignIn: ticket =>
      unwrap(
        client.request('post', '/connections/sign-ins/finish', {
          body: { ticket },
        }),
      ),
    unlinkConnection: id =>
      unwrap(
        client.request('delete', '/connections/{id}', {
          params: { path: { id } },
        }),
      ),
  } satisfies Partial<McpGatewayApi>;
}
