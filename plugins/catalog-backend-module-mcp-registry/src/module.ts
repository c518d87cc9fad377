import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  CatalogModelSources,
  mcpServerApiEntityModel,
} from '@backstage/catalog-model/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { mcpServerModelLayer } from './model/mcpServerModelLayer';
import { Gateway } from './processor/Gateway';
import { McpServerProcessor } from './processor/McpServerProcessor';
import { DefinitionsClient } from './provider/DefinitionsClient';
import { McpRegistryEntityProvider } from './provider/McpRegistryEntityProvider';
import { readSchedule } from './provider/readSchedule';

/** Adds MCP servers to the catalog. Works with and without `@backstage/plugin-catalog-backend-module-ai-model`. */
export const catalogModuleMcpRegistry = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'mcp-registry',
  register(reg) {
    reg.registerInit({
      deps: {
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({
        model,
        processing,
        auth,
        config,
        discovery,
        logger,
        scheduler,
      }) {
        model.addModelSource(
          CatalogModelSources.static([
            mcpServerApiEntityModel,
            mcpServerModelLayer,
          ]),
        );
        processing.addProcessor(
          McpServerProcessor.create({ gateway: Gateway.fromConfig(config) }),
        );
        processing.addEntityProvider(
          McpRegistryEntityProvider.create({
            client: DefinitionsClient.create({ auth, discovery, logger }),
            taskRunner: scheduler.createScheduledTaskRunner(
              readSchedule(config),
            ),
            logger,
          }),
        );
      },
    });
  },
});
