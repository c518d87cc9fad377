import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mcpRuntimeDriversExtensionPoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { DockerDriver } from './driver/DockerDriver';
import { readDockerSettings } from './settings/readDockerSettings';

/** Adds the runtime driver `docker` to the gateway. */
export const gatewayModuleDocker = createBackendModule({
  pluginId: 'mcp-gateway',
  moduleId: 'docker',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        drivers: mcpRuntimeDriversExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, drivers, logger }) {
        const [uid, gid] = [process.getuid?.(), process.getgid?.()];
        const settings = readDockerSettings(config, {
          uid: uid ?? -1,
          gid: gid ?? -1,
          env: process.env,
        });
        if (!settings) return;
        const driver = DockerDriver.create({ settings, logger });
        drivers.addDriver(driver);
        const { ready, tier, problems } = await driver.status();
        if (ready) logger.info(`Servers can run in containers (${tier})`);
        for (const { text, remedy } of problems) {
          logger.warn(`${text} ${remedy}`);
        }
      },
    });
  },
});
