import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap, unwrapNothing } from './unwrap';

/** The company's policies over HTTP. */
export function policyCalls(client: GatewayApiClient) {
  const at = (name: string) => ({ params: { path: { name } } });
  return {
    listPolicies: () => unwrap(client.request('get', '/policies')),
    policyHistory: (name, before) =>
      unwrap(
        client.request('get', '/policies/{name}/versions', {
          params: { path: { name }, query: { before } },
        }),
      ),
    checkPolicy: body =>
      unwrap(client.request('post', '/policy-check', { body })),
    replayPolicy: body =>
      unwrap(client.request('post', '/policy-replay', { body })),
    savePolicy: (name, body) =>
      unwrap(client.request('put', '/policies/{name}', { ...at(name), body })),
    removePolicy: (name, body) =>
      unwrap(
        client.request('post', '/policies/{name}/removal', {
          ...at(name),
          body,
        }),
      ),
    restorePolicy: (name, body) =>
      unwrap(
        client.request('post', '/policies/{name}/restoration', {
          ...at(name),
          body,
        }),
      ),
    confirmPolicy: (name, digest) =>
      unwrapNothing(
        client.request('post', '/policies/{name}/confirmation', {
          ...at(name),
          body: { digest },
        }),
      ),
    withdrawPolicy: name =>
      unwrapNothing(
        client.request('delete', '/policies/{name}/proposal', at(name)),
      ),
  } satisfies Partial<McpGatewayApi>;
}
