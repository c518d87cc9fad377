import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ExceptionsApi } from './ExceptionsApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** Exceptions: findings that are accepted for a time. */
export function exceptionCalls(client: RegistryApiClient): ExceptionsApi {
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    listExceptions: (ref, query) =>
      unwrap(
        client.request('get', '/servers/{namespace}/{name}/exceptions', {
          params: { path: serverPath(ref), query },
        }),
      ),
    requestException: body =>
      unwrap(client.request('post', '/exceptions', { body })),
    decideException: (id, body) =>
      unwrap(
        client.request('post', '/exceptions/{id}/decision', {
          ...at(id),
          body,
        }),
      ),
    withdrawException: id =>
      unwrap(client.request('post', '/exceptions/{id}/withdraw', at(id))),
    revokeException: (id, reason) =>
      unwrap(
        client.request('post', '/exceptions/{id}/revoke', {
          ...at(id),
          body: { reason },
        }),
      ),
    exportException: id =>
      unwrap(client.request('get', '/exceptions/{id}/openvex', at(id))),
  };
}
