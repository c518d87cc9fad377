import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpRegistryApi } from './McpRegistryApi';
import { unwrap } from './unwrap';

/** Who has to approve what, and who stands in for whom. */
export function approvalCalls(
  client: RegistryApiClient,
): Pick<
  McpRegistryApi,
  | 'listApprovalPolicies'
  | 'previewApprovalPolicies'
  | 'listAccessPolicies'
  | 'previewAccessPolicies'
  | 'listDelegations'
  | 'addDelegation'
  | 'endDelegation'
> {
  return {
    listApprovalPolicies: () =>
      unwrap(client.request('get', '/approval-policies')),
    previewApprovalPolicies: cursor =>
      unwrap(
        client.request('get', '/approval-policies/preview', {
          params: { query: { cursor } },
        }),
      ),
    listAccessPolicies: () => unwrap(client.request('get', '/access-policies')),
    previewAccessPolicies: cursor =>
      unwrap(
        client.request('get', '/access-policies/preview', {
          params: { query: { cursor } },
        }),
      ),
    listDelegations: async () =>
      (await unwrap(client.request('get', '/approval-delegations'))).items,
    addDelegation: body =>
      unwrap(client.request('post', '/approval-delegations', { body })),
    endDelegation: id =>
      unwrap(
        client.request('post', '/approval-delegations/{id}/end', {
          params: { path: { id } },
        }),
      ),
  };
}
