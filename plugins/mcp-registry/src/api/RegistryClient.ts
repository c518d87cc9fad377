import type { FetchApi } from '@backstage/frontend-plugin-api';
import {
  createRegistryApiClient,
  type RegistryApiClient,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { approvalCalls } from './approvalCalls';
import { checkCalls } from './checkCalls';
import { conditionCalls } from './conditionCalls';
import { exceptionCalls } from './exceptionCalls';
import { lifecycleCalls } from './lifecycleCalls';
import { gitopsCalls } from './gitopsCalls';
import { toServerLimits } from './toServerLimits';
import { portalFetch } from './portalFetch';
import { reportCalls } from './reportCalls';
import { reviewCalls } from './reviewCalls';
import { revisionCalls } from './revisionCalls';
import { serverPath } from './serverPath';
import { stopCalls } from './stopCalls';
import { unwrap } from './unwrap';

/** The registry over HTTP. */
export class RegistryClient {
  static create(options: { fetchApi: FetchApi }): McpRegistryApi {
    return RegistryClient.#over(
      createRegistryApiClient({
        baseUrl: 'plugin://mcp-registry',
        fetch: portalFetch(options.fetchApi),
      }),
    );
  }

  static #over(client: RegistryApiClient): McpRegistryApi {
    return {
      ...revisionCalls(client),
      ...conditionCalls(client),
      ...lifecycleCalls(client),
      ...reportCalls(client),
      listServers: query =>
        unwrap(client.request('get', '/servers', { params: { query } })),
      getServer: ref =>
        unwrap(
          client.request('get', '/servers/{namespace}/{name}', {
            params: { path: serverPath(ref) },
          }),
        ),
      suspendServer: (ref, reason) =>
        unwrap(
          client.request('post', '/servers/{namespace}/{name}/suspend', {
            params: { path: serverPath(ref) },
            body: { reason },
          }),
        ),
      resumeServer: (ref, reason) =>
        unwrap(
          client.request('post', '/servers/{namespace}/{name}/resume', {
            params: { path: serverPath(ref) },
            body: { reason },
          }),
        ),
      submitServer: (ref, note) =>
        unwrap(
          client.request('post', '/servers/{namespace}/{name}/submit', {
            params: { path: serverPath(ref) },
            body: note ? { note } : {},
          }),
        ),
      getApprovers: ref =>
        unwrap(
          client.request('get', '/servers/{namespace}/{name}/approvers', {
            params: { path: serverPath(ref) },
          }),
        ),
      getBlastRadius: ref =>
        unwrap(
          client.request('get', '/servers/{namespace}/{name}/blast-radius', {
            params: { path: serverPath(ref) },
          }),
        ),
      getHiddenTools: ref =>
        unwrap(
          client.request('get', '/servers/{namespace}/{name}/hidden-tools', {
            params: { path: serverPath(ref) },
          }),
        ),
      proposeProfile: (ref, { permissionProfile, note }) =>
        unwrap(
          client.request(
            'put',
            '/servers/{namespace}/{name}/permission-profile',
            {
              params: { path: serverPath(ref) },
              body: { permissionProfile: { ...permissionProfile }, note },
            },
          ),
        ),
      setHiddenTools: (ref, names) =>
        unwrap(
          client.request('put', '/servers/{namespace}/{name}/hidden-tools', {
            params: { path: serverPath(ref) },
            body: { names },
          }),
        ),
      getLimits: async ref =>
        toServerLimits(
          await unwrap(
            client.request('get', '/servers/{namespace}/{name}/limits', {
              params: { path: serverPath(ref) },
            }),
          ),
        ),
      setLimits: async (ref, body) =>
        toServerLimits(
          await unwrap(
            client.request('put', '/servers/{namespace}/{name}/limits', {
              params: { path: serverPath(ref) },
              body,
            }),
          ),
        ),
      getRecording: ref =>
        unwrap(
          client.request('get', '/servers/{namespace}/{name}/recording', {
            params: { path: serverPath(ref) },
          }),
        ),
      setRecording: (ref, policy) =>
        unwrap(
          client.request('put', '/servers/{namespace}/{name}/recording', {
            params: { path: serverPath(ref) },
            body: policy === undefined ? {} : { policy },
          }),
        ),
      listInbox: query =>
        unwrap(client.request('get', '/inbox', { params: { query } })),
      countInbox: async () =>
        await unwrap(client.request('get', '/inbox/count')),
      listAccessRequests: query =>
        unwrap(
          client.request('get', '/access-requests', { params: { query } }),
        ),
      decideAccessRequest: (id, body) =>
        unwrap(
          client.request('post', '/access-requests/{id}/decision', {
            params: { path: { id } },
            body,
          }),
        ),
      undoAccessDecision: id =>
        unwrap(
          client.request('post', '/access-requests/{id}/undo', {
            params: { path: { id } },
          }),
        ),
      withdrawAccessRequest: id =>
        unwrap(
          client.request('post', '/access-requests/{id}/withdraw', {
            params: { path: { id } },
          }),
        ),
      probeServer: ref =>
        unwrap(
          client.request('post', '/servers/{namespace}/{name}/probe', {
            params: { path: serverPath(ref) },
          }),
        ),
      decideRevision: (digest, body) =>
        unwrap(
          client.request('post', '/revisions/{digest}/decision', {
            params: { path: { digest } },
            body,
          }),
        ),
      ...approvalCalls(client),
      ...checkCalls(client),
      ...stopCalls(client),
      ...exceptionCalls(client),
      ...reviewCalls(client),
      ...gitopsCalls(client),
      listGrants: query =>
        unwrap(client.request('get', '/grants', { params: { query } })),
      revokeGrant: (id, reason) =>
        unwrap(
          client.request('post', '/grants/{id}/revoke', {
            params: { path: { id } },
            body: { reason },
          }),
        ),
      listSetupChecks: async () =>
        (await unwrap(client.request('get', '/setup-checks'))).items,
    };
  }
}
