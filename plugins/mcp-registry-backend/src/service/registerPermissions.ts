import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  mcpRegistryPermissions,
  RESOURCE_TYPE_MCP_ACCESS_REQUEST,
  RESOURCE_TYPE_MCP_SERVER,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpAccessRequestResourceRef,
  mcpAccessRequestRules,
  mcpServerResourceRef,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { findRequest } from '../access/AccessRequestStore';
import { toRequestResource } from '../access/toRequestResource';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { findServerById, findServerByRef } from '../servers/ServerStore';
import { toServerResource } from './toServerResource';

/** Tells the permission framework what there is to allow, and how to look a thing up. */
export function registerPermissions(options: {
  permissionsRegistry: PermissionsRegistryService;
  database: RegistryDatabase;
}): void {
  const { permissionsRegistry, database } = options;
  permissionsRegistry.addResourceType({
    resourceRef: mcpServerResourceRef,
    permissions: mcpRegistryPermissions.filter(
      permission =>
        'resourceType' in permission &&
        permission.resourceType === RESOURCE_TYPE_MCP_SERVER,
    ),
    rules: Object.values(mcpServerRules),
    getResources: async refs =>
      await Promise.all(
        refs.map(async ref => {
          const server = await findServerByRef(database.knex, ref);
          return server && toServerResource(server);
        }),
      ),
  });
  permissionsRegistry.addResourceType({
    resourceRef: mcpAccessRequestResourceRef,
    permissions: mcpRegistryPermissions.filter(
      permission =>
        'resourceType' in permission &&
        permission.resourceType === RESOURCE_TYPE_MCP_ACCESS_REQUEST,
    ),
    rules: Object.values(mcpAccessRequestRules),
    getResources: async ids =>
      await Promise.all(
        ids.map(async id => {
          const { knex } = database;
          const request = await findRequest(knex, id);
          const server =
            request && (await findServerById(knex, request.serverId));
          return request && server && toRequestResource(request, server);
        }),
      ),
  });
  permissionsRegistry.addPermissions(
    mcpRegistryPermissions.filter(
      permission => !('resourceType' in permission),
    ),
  );
}
