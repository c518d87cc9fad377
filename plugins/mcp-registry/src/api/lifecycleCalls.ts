import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** The end of servers, drafts, and what reviewers and submitters say to each other, over HTTP. */
export function lifecycleCalls(client: RegistryApiClient) {
  const at = (ref: string) => ({ params: { path: serverPath(ref) } });
  return {
    deprecateServer: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/deprecate', {
          ...at(ref),
          body,
        }),
      ),
    keepServer: (ref, reason) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/keep', {
          ...at(ref),
          body: { reason },
        }),
      ),
    retireServer: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/retire', {
          ...at(ref),
          body,
        }),
      ),
    draftServer: (ref, note) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/draft', {
          ...at(ref),
          body: note ? { note } : {},
        }),
      ),
    getRevisionThread: async digest =>
      (
        await unwrap(
          client.request('get', '/revisions/{digest}/thread', {
            params: { path: { digest } },
          }),
        )
      ).items,
  } satisfies Partial<McpRegistryApi>;
}
