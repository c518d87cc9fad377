import type { GatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpGatewayApi } from './McpGatewayApi';
import { unwrap, unwrapNothing } from './unwrap';

/** Calls that were made, over HTTP. */
export function activityCalls(client: GatewayApiClient) {
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    listCalls: query =>
      unwrap(client.request('get', '/calls', { params: { query } })),
    getCall: id => unwrap(client.request('get', '/calls/{id}', at(id))),
    waitForCalls: async (query, signal) =>
      (
        await unwrap(
          client.request('get', '/calls/changes', {
            ...{ params: { query }, signal },
          }),
        )
      ).mark,
    listRelatedCalls: async id =>
      (await unwrap(client.request('get', '/calls/{id}/related', at(id))))
        .items,
    getCallBodyStatus: id =>
      unwrap(client.request('get', '/calls/{id}/body', at(id))),
    readCallBody: id =>
      unwrap(client.request('post', '/calls/{id}/body/reads', at(id))),
    exportCalls: async (query, format) =>
      // openapi-fetch knows no type of an answer that is no JSON; nothing that is found is an empty text.
      (
        await unwrap<{ text: string }>(
          (
            client.request('get', '/calls/export', {
              params: { query: { ...query, format } },
              parseAs: 'text',
            }) as Promise<{
              data?: string;
              error?: unknown;
              response: Response;
            }>
          ).then(({ data, ...rest }) => ({
            ...rest,
            data: { text: data ?? '' },
          })),
        )
      ).text,
    exportAuditLog: async query =>
      await unwrap<Blob>(
        client.request('get', '/audit/export', {
          params: { query },
          parseAs: 'blob',
        }) as Promise<{ data?: Blob; error?: unknown; response: Response }>,
      ),
    listActivityViews: async () =>
      (await unwrap(client.request('get', '/activity-views'))).items,
    saveActivityView: body =>
      unwrap(client.request('post', '/activity-views', { body })),
    deleteActivityView: id =>
      unwrapNothing(client.request('delete', '/activity-views/{id}', at(id))),
  } satisfies Partial<McpGatewayApi>;
}
