import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** Definitions in repositories, and definitions as files. */
export function gitopsCalls(
  client: RegistryApiClient,
): Pick<
  McpRegistryApi,
  'listGitOpsSources' | 'importGitOpsSources' | 'exportDefinition'
> {
  return {
    listGitOpsSources: async () =>
      (await unwrap(client.request('get', '/gitops'))).items,
    importGitOpsSources: async () =>
      (await unwrap(client.request('post', '/gitops/import'))).items,
    exportDefinition: (ref, format) =>
      unwrap(
        client.request('get', '/servers/{namespace}/{name}/definition', {
          params: { path: serverPath(ref), query: { format } },
        }),
      ),
  };
}
