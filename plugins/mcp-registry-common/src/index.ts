/**
 * What the registry, the portal and the catalog agree on: the entity, permissions and the registry's API.
 *
 * @packageDocumentation
 */
export { createRegistryApiClient } from './api/client';
export type {
  RegistryApiClient,
  RegistryPaths,
  RegistrySchemas,
} from './api/client';
export {
  DATA_CLASSIFICATIONS,
  isMcpServerEntity,
  mcpSpecSchema,
  packageSchema,
  RISK_TIERS,
  runSchema,
  upstreamSchema,
} from './model/mcpServerEntity';
export type { McpSpec } from './model/mcpServerEntity';
export {
  mcpAccessDecidePermission,
  mcpAccessRequestPermission,
  mcpAccessRevokePermission,
  mcpAuditReadPermission,
  mcpRegistryPermissions,
  mcpServerAdministerPermission,
  mcpServerApprovePermission,
  mcpServerReadPermission,
  mcpServerSubmitPermission,
  mcpServerUsePermission,
  RESOURCE_TYPE_MCP_ACCESS_REQUEST,
  RESOURCE_TYPE_MCP_SERVER,
} from './permissions/permissions';
