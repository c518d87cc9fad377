import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { RESOURCE_TYPE_MCP_SERVER } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * What rules see of a server: a part of its access document, so that the registry and every gateway judge alike.
 *
 * @public
 */
export type McpServerResource = Pick<
  AccessDocument,
  'serverRef' | 'owner' | 'status' | 'riskTier' | 'dataClassification'
>;

/**
 * One condition of a query for servers: the field has one of the values.
 *
 * @public
 */
export interface McpServerFilter {
  /** The field of {@link McpServerResource}. */
  key: 'owner' | 'status' | 'riskTier' | 'dataClassification';
  /** Any of these. */
  values: string[];
}

/**
 * The permission resource type of servers; its resource refs are entity refs.
 *
 * @public
 */
export const mcpServerResourceRef = createPermissionResourceRef<
  McpServerResource,
  McpServerFilter
>().with({ pluginId: 'mcp-registry', resourceType: RESOURCE_TYPE_MCP_SERVER });
