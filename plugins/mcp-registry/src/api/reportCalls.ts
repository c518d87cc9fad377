import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ReportApi } from './ReportApi';
import { unwrap } from './unwrap';

/** Files are no part of the described answers. */
type FileAnswer = Promise<{
  data?: Blob;
  error?: unknown;
  response: Response;
}>;

/** Reports for a period. */
export function reportCalls(client: RegistryApiClient): ReportApi {
  return {
    getComplianceReport: query =>
      unwrap(
        client.request('get', '/reports/compliance', { params: { query } }),
      ),
    getOwnerDigest: query =>
      unwrap(
        client.request('get', '/reports/owner-digest', { params: { query } }),
      ),
    printComplianceReport: async query =>
      await unwrap<Blob>(
        client.request('get', '/reports/compliance/pdf', {
          params: { query },
          parseAs: 'blob',
        }) as FileAnswer,
      ),
    exportComplianceReport: async (section, query) =>
      await unwrap<Blob>(
        client.request('get', '/reports/compliance/{section}/csv', {
          params: { path: { section }, query },
          parseAs: 'blob',
        }) as FileAnswer,
      ),
  };
}
