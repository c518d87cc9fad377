import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap, unwrapNothing } from './unwrap';

/** How servers run that the gateway runs, over HTTP. */
export function runtimeCalls(client: GatewayApiClient) {
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    getServerRuntime: serverId =>
      unwrap(client.request('get', '/servers/{id}/runtime', at(serverId))),
    restartServerRuntime: serverId =>
      unwrapNothing(
        client.request('post', '/servers/{id}/runtime/restart', at(serverId)),
      ),
    stopServerRuntime: serverId =>
      unwrapNothing(
        client.request('post', '/servers/{id}/runtime/stop', at(serverId)),
      ),
    getServerRuntimeLog: (serverId, query) =>
      unwrap(
        client.request('get', '/servers/{id}/runtime/log', {
          params: { path: { id: serverId }, query },
        }),
      ),
    listRuntimes: query =>
      unwrap(client.request('get', '/runtimes', { params: { query } })),
    restartRuntime: runtimeId =>
      unwrapNothing(
        client.request('post', '/runtimes/{id}/restart', at(runtimeId)),
      ),
    stopRuntime: runtimeId =>
      unwrapNothing(
        client.request('post', '/runtimes/{id}/stop', at(runtimeId)),
      ),
  } satisfies Partial<McpGatewayApi>;
}
