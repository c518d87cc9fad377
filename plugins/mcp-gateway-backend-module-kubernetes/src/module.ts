import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mcpRuntimeDriversExtensionPoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { KubernetesDriver } from './driver/KubernetesDriver';
import { readKubernetesSettings } from './settings/readKubernetesSettings';

/** Adds the runtime driver `kubernetes` to the gateway. */
export const gatewayModuleKubernetes = createBackendModule({
  pluginId: 'mcp-gateway',
  moduleId: 'kubernetes',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        drivers: mcpRuntimeDriversExtensionPoint,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ config, drivers, lifecycle, logger }) {
        const settings = readKubernetesSettings(config);
        if (!settings) return;
        const driver = KubernetesDriver.create({ settings, logger });
        drivers.addDriver(driver);
        lifecycle.addShutdownHook(() => driver.close());
        const { ready, tier, problems } = await driver.status();
        if (ready) logger.info(`Servers can run in Kubernetes (${tier})`);
        for (const { text, remedy } of problems) {
          logger.warn(`${text} ${remedy}`);
        }
      },
    });
  },
});
