import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mcpRuntimeDriversExtensionPoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { SandboxDriver } from './driver/SandboxDriver';
import { MacosDriver } from './macos/MacosDriver';
import { PackageInstallers } from './packages/PackageInstallers';
import { readSandboxSettings } from './settings/readSandboxSettings';

/** Adds the runtime driver `sandbox` to the gateway. */
export const gatewayModuleSandbox = createBackendModule({
  pluginId: 'mcp-gateway',
  moduleId: 'sandbox',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        drivers: mcpRuntimeDriversExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, drivers, logger }) {
        const settings = readSandboxSettings(config);
        if (!settings) return;
        const driver =
          process.platform === 'darwin'
            ? MacosDriver.create({ settings, logger })
            : SandboxDriver.create({
                ...{ settings, logger },
                packages: PackageInstallers.create({ settings, logger }),
              });
        drivers.addDriver(driver);
        const { ready, tier, problems } = await driver.status();
        if (ready) logger.info(`Servers can run in sandboxes (${tier})`);
        for (const { text, remedy } of problems) {
          logger.warn(`${text} ${remedy}`);
        }
      },
    });
  },
});
