import { createPermission } from '@backstage/plugin-permission-common';

/** Permission resource type of a server. */
export const RESOURCE_TYPE_MCP_SERVER = 'mcp-server';
/** Permission resource type of an access request. */
export const RESOURCE_TYPE_MCP_ACCESS_REQUEST = 'mcp-access-request';

/** See a server in the registry. */
export const mcpServerReadPermission = createPermission({
  name: 'mcp.server.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MCP_SERVER,
});
/** Get a gateway token for a server (a grant is needed besides). */
export const mcpServerUsePermission = createPermission({
  name: 'mcp.server.use',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MCP_SERVER,
});
/** Register a server or submit a revision of it. */
export const mcpServerSubmitPermission = createPermission({
  name: 'mcp.server.submit',
  attributes: { action: 'create' },
});
/** Decide about a revision (membership of the approver group is needed besides). */
export const mcpServerApprovePermission = createPermission({
  name: 'mcp.server.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MCP_SERVER,
});
/** Suspend and resume servers of others. */
export const mcpServerAdministerPermission = createPermission({
  name: 'mcp.server.administer',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MCP_SERVER,
});
/** Ask for access. */
export const mcpAccessRequestPermission = createPermission({
  name: 'mcp.access.request',
  attributes: { action: 'create' },
});
/** Decide about an access request. */
export const mcpAccessDecidePermission = createPermission({
  name: 'mcp.access.decide',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_MCP_ACCESS_REQUEST,
});
/** Revoke a grant. */
export const mcpAccessRevokePermission = createPermission({
  name: 'mcp.access.revoke',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_MCP_ACCESS_REQUEST,
});
/** Read the calls of everybody. */
export const mcpAuditReadPermission = createPermission({
  name: 'mcp.audit.read',
  attributes: { action: 'read' },
});

/** Read the arguments and results of a server's calls, where they are kept. Every read is recorded. */
export const mcpCallBodyReadPermission = createPermission({
  name: 'mcp.call.body.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MCP_SERVER,
});

/** Read everybody's usage and its cost. */
export const mcpUsageReadPermission = createPermission({
  name: 'mcp.usage.read',
  attributes: { action: 'read' },
});

/** See every runtime of servers that the gateway runs, and its replicas (owners see those of their servers anyway). */
export const mcpRuntimeReadPermission = createPermission({
  name: 'mcp.runtime.read',
  attributes: { action: 'read' },
});

/** Restart and end every runtime (owners do it with those of their servers anyway). */
export const mcpRuntimeAdministerPermission = createPermission({
  name: 'mcp.runtime.administer',
  attributes: { action: 'update' },
});

/** Read the company's policies and their history. */
export const mcpPolicyReadPermission = createPermission({
  name: 'mcp.policy.read',
  attributes: { action: 'read' },
});

/** Write policies in the portal and propose what takes two people (membership of an editor group is needed besides). */
export const mcpPolicyWritePermission = createPermission({
  name: 'mcp.policy.write',
  attributes: { action: 'update' },
});

/** Confirm what somebody else proposed, such as leaving `enforce` (membership of an approver group is needed besides). */
export const mcpPolicyApprovePermission = createPermission({
  name: 'mcp.policy.approve',
  attributes: { action: 'update' },
});

/** All permissions of the gateway plugin, for registration. */
export const mcpGatewayPermissions = [
  mcpAuditReadPermission,
  mcpUsageReadPermission,
  mcpRuntimeReadPermission,
  mcpRuntimeAdministerPermission,
  mcpPolicyReadPermission,
  mcpPolicyWritePermission,
  mcpPolicyApprovePermission,
];

/** All permissions of the registry plugin, for registration. */
export const mcpRegistryPermissions = [
  mcpServerReadPermission,
  mcpServerUsePermission,
  mcpServerSubmitPermission,
  mcpServerApprovePermission,
  mcpServerAdministerPermission,
  mcpAccessRequestPermission,
  mcpAccessDecidePermission,
  mcpAccessRevokePermission,
  // The gateway asks for it; the registry knows the servers that conditions are about.
  mcpCallBodyReadPermission,
];
