import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { unwrap } from './unwrap';

/** What automatic checks say of revisions. */
export function checkCalls(
  client: RegistryApiClient,
): Pick<
  McpRegistryApi,
  | 'getRevisionChecks'
  | 'runRevisionChecks'
  | 'exportRevisionChecks'
  | 'previewChecks'
  | 'listSboms'
  | 'getSbom'
  | 'uploadSbom'
  | 'removeSbom'
> {
  const at = (digest: string) => ({ params: { path: { digest } } });
  return {
    previewChecks: (definition, options) =>
      unwrap(
        client.request('post', '/checks/preview', {
          body: { definition, probe: options.probe },
        }),
      ),
    getRevisionChecks: digest =>
      unwrap(client.request('get', '/revisions/{digest}/checks', at(digest))),
    runRevisionChecks: digest =>
      unwrap(client.request('post', '/revisions/{digest}/checks', at(digest))),
    exportRevisionChecks: digest =>
      unwrap(
        client.request('get', '/revisions/{digest}/checks/sarif', at(digest)),
      ),
    listSboms: digest =>
      unwrap(client.request('get', '/revisions/{digest}/sboms', at(digest))),
    getSbom: (digest, origin) =>
      unwrap(
        client.request('get', '/revisions/{digest}/sboms/{origin}', {
          params: { path: { digest, origin } },
        }),
      ),
    uploadSbom: (digest, document) =>
      unwrap(
        client.request('put', '/revisions/{digest}/sbom', {
          ...at(digest),
          body: { document: { ...document } },
        }),
      ),
    removeSbom: digest =>
      unwrap(client.request('delete', '/revisions/{digest}/sbom', at(digest))),
  };
}
