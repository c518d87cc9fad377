import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_MCP_ACCESS_REQUEST } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * What rules see of an access request (and of the grant that came of it).
 *
 * @public
 */
export interface McpAccessRequestResource {
  /** The request's id. */
  id: string;
  /** Who asked. */
  requestedBy: string;
  /** The person or group that the access is for. */
  subject: string;
  /** How far it is: `pending`, `approved`, `denied` or `withdrawn`. */
  status: string;
  /** The owner of the server, as approved. */
  owner: string;
  /** The risk tier of the server, as approved. */
  riskTier: string;
  /** The data classification of the server, as approved. */
  dataClassification: string;
}

/**
 * One condition of a query for access requests: the field has one of the values.
 *
 * @public
 */
export interface McpAccessRequestFilter {
  /** The field of {@link McpAccessRequestResource}. */
  key:
    | 'requestedBy'
    | 'subject'
    | 'status'
    | 'owner'
    | 'riskTier'
    | 'dataClassification';
  /** Any of these. */
  values: string[];
}

/**
 * The permission resource type of access requests; its resource refs are request ids.
 *
 * @public
 */
export const mcpAccessRequestResourceRef = createPermissionResourceRef<
  McpAccessRequestResource,
  McpAccessRequestFilter
>().with({
  pluginId: 'mcp-registry',
  resourceType: RESOURCE_TYPE_MCP_ACCESS_REQUEST,
});
