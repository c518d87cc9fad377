import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { unwrap } from './unwrap';

/** The kill switch, over HTTP. */
export function stopCalls(client: RegistryApiClient) {
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    listStops: query =>
      unwrap(client.request('get', '/stops', { params: { query } })),
    previewStop: body =>
      unwrap(client.request('post', '/stops/preview', { body })),
    stop: body => unwrap(client.request('post', '/stops', { body })),
    liftStop: (id, reason) =>
      unwrap(
        client.request('post', '/stops/{id}/lift', {
          ...at(id),
          body: { reason },
        }),
      ),
    confirmStop: id =>
      unwrap(client.request('post', '/stops/{id}/confirm', at(id))),
    dismissStop: (id, reason) =>
      unwrap(
        client.request('post', '/stops/{id}/dismiss', {
          ...at(id),
          body: { reason },
        }),
      ),
  } satisfies Partial<McpRegistryApi>;
}
