import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { DefaultMcpRegistryService } from './DefaultMcpRegistryService';
import type { McpRegistryService } from './McpRegistryService';

/**
 * The access door's client: depend on it to follow what the registry decides. It calls the registry as the plugin that
 * depends on it, and the registry answers the gateway alone.
 *
 * @public
 */
export const mcpRegistryServiceRef = createServiceRef<McpRegistryService>({
  id: 'mcp-registry.access-door',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: ({ auth, discovery }) =>
        DefaultMcpRegistryService.create({ auth, discovery }),
    }),
});
