import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  mcpRuntimeDriversExtensionPoint,
  type RuntimeDriver,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { IMAGE, SIGNING_KEY } from './__testUtils__/exampleSettings';
import { gatewayModuleKubernetes } from './module';

const driversWith = async (runtimes: JsonObject) => {
  const drivers: RuntimeDriver[] = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        mcpRuntimeDriversExtensionPoint,
        { addDriver: (driver: RuntimeDriver) => drivers.push(driver) },
      ],
    ],
    features: [
      gatewayModuleKubernetes,
      mockServices.rootConfig.factory({ data: { mcpGateway: { runtimes } } }),
    ],
  });
  await backend.stop();
  return drivers;
};

describe('gatewayModuleKubernetes', () => {
  it('adds nothing where it is not configured', async () => {
    expect(await driversWith({})).toEqual([]);
  });

  it('adds a driver that is not ready where there is no cluster', async () => {
    const [driver] = await driversWith({
      kubernetes: {
        clusters: { gone: { kubeconfig: '/nowhere/kubeconfig' } },
        egress: { image: IMAGE, signingKey: SIGNING_KEY },
      },
    });
    expect(driver.kind).toBe('kubernetes');
    expect(await driver.status()).toMatchObject({ ready: false });
  });
});
