import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** What became of a server, what differs between two of its revisions, and the way back, over HTTP. */
export function revisionCalls(client: RegistryApiClient) {
  return {
    getRevisionDiff: (digest, against) =>
      unwrap(
        client.request('get', '/revisions/{digest}/diff', {
          params: { path: { digest }, query: { against } },
        }),
      ),
    getRevisionHistory: (ref, query) =>
      unwrap(
        client.request('get', '/servers/{namespace}/{name}/history', {
          params: { path: serverPath(ref), query },
        }),
      ),
    rollBack: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/rollback', {
          params: { path: serverPath(ref) },
          body,
        }),
      ),
  } satisfies Partial<McpRegistryApi>;
}
