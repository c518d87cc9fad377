import type { FetchApi } from '@backstage/frontend-plugin-api';
import { createGatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activityCalls } from './activityCalls';
import { connectionCalls } from './connectionCalls';
import { historyCalls } from './historyCalls';
import type { McpGatewayApi } from './McpGatewayApi';
import { portalFetch } from './portalFetch';
import { policyCalls } from './policyCalls';
import { alertCalls } from './alertCalls';
import { runtimeCalls } from './runtimeCalls';
import { usageCalls } from './usageCalls';
import { unwrap, unwrapNothing } from './unwrap';
import { whoCalls } from './whoCalls';

/** The gateway's portal API over HTTP. */
export class GatewayClient {
  static create(options: { fetchApi: FetchApi }): McpGatewayApi {
    const client = createGatewayApiClient({
      baseUrl: 'plugin://mcp-gateway',
      fetch: portalFetch(options.fetchApi),
    });
    return {
      listTokens: async () =>
        (await unwrap(client.request('get', '/tokens'))).items,
      createToken: body => unwrap(client.request('post', '/tokens', { body })),
      revokeToken: id =>
        unwrapNothing(
          client.request('delete', '/tokens/{id}', {
            params: { path: { id } },
            keepalive: true,
          }),
        ),
      listPersonalTokens: () =>
        unwrap(client.request('get', '/personal-tokens')),
      createPersonalToken: body =>
        unwrap(client.request('post', '/personal-tokens', { body })),
      revokePersonalToken: id =>
        unwrapNothing(
          client.request('delete', '/personal-tokens/{id}', {
            params: { path: { id } },
            keepalive: true,
          }),
        ),
      getInfo: () => unwrap(client.request('get', '/info')),
      ...activityCalls(client),
      getInteraction: id =>
        unwrap(
          client.request('get', '/interactions/{id}', {
            params: { path: { id } },
          }),
        ),
      decideInteraction: (id, decision) =>
        unwrap(
          client.request('post', '/interactions/{id}/decision', {
            params: { path: { id } },
            body: { decision },
          }),
        ),
      listConsents: query =>
        unwrap(client.request('get', '/consents', { params: { query } })),
      revokeConsent: id =>
        unwrapNothing(
          client.request('delete', '/consents/{id}', {
            params: { path: { id } },
            keepalive: true,
          }),
        ),
      ...connectionCalls(client),
      ...historyCalls(client),
      signOutEverywhere: () =>
        unwrap(client.request('post', '/sign-out-everywhere')),
      ...policyCalls(client),
      ...runtimeCalls(client),
      ...alertCalls(client),
      ...usageCalls(client),
      ...whoCalls(client),
      getSetupChecks: () => unwrap(client.request('get', '/setup-checks')),
      checkServers: () =>
        unwrap(client.request('post', '/setup-checks/servers')),
    };
  }
}
