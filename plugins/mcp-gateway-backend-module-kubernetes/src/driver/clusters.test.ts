import { once } from 'node:events';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { ECHO, LISTENER } from '../__testUtils__/programs';
import { Simulator } from '../__testUtils__/Simulator';
import { mockServices } from '@backstage/backend-test-utils';
import { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(120_000);

const NAMESPACE = 'sallyport-runtimes';
const gateway = { ranges: ['127.0.0.0/8'] };

/** Two simulators, whatever cluster was named. */
describe('KubernetesDriver with several clusters', () => {
  let near: Simulator;
  let far: Simulator;
  let driver: KubernetesDriver;
  let isFarAway = false;

  beforeAll(async () => {
    [near, far] = await Promise.all([Simulator.start(), Simulator.start()]);
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    driver = KubernetesDriver.create({
      settings: exampleSettings({
        egress: { image: near.egressImage },
        clusters: { near: {}, far: { gateway } },
        zones: {
          ordinary: { cluster: 'near', namespace: NAMESPACE },
          payments: {
            ...{ cluster: 'far', namespace: NAMESPACE },
            servers: ['api:default/orders'],
          },
        },
      }),
      logger,
      kubeConfig: ({ name }) => (name === 'far' ? far : near).driver,
    });
  });
  afterAll(async () => {
    driver?.close();
    await near?.close();
    if (!isFarAway) await far?.close();
  });

  it('runs each server in the cluster of its zone, and sweeps all of them', async () => {
    const [here, there] = [near, far].map(one => DriverFixture.create(one));
    const one = await driver.start(here.spec(ECHO));
    const orders = { serverRef: 'api:default/orders' };
    const two = await driver.start(there.spec(ECHO, orders));
    expect(await here.pods()).toEqual([expect.stringMatching(/^test-/)]);
    expect(await there.pods()).toEqual([expect.stringMatching(/^orders-/)]);
    const http = { port: 8080, path: '/mcp' };
    const service = await driver.serve({
      ...there.spec(LISTENER, orders),
      http,
    });
    expect(await there.pods()).toHaveLength(2);
    // Where gateways come from is said of one cluster alone.
    await expect(
      driver.serve({ ...here.spec(LISTENER), http }),
    ).rejects.toThrow('clusters.near.gateway');
    const swept = await driver.sweep({ isAlive: () => false });
    expect(new Set(swept)).toEqual(
      new Set([one.runtimeId, two.runtimeId, service.runtimeId]),
    );
    await Promise.all([one.exited, two.exited, service.stop()]);
    expect([await here.pods(), await there.pods()]).toEqual([[], []]);
  });

  it('goes on in one when the other is away', async () => {
    const here = DriverFixture.create(near);
    const one = await driver.start(here.spec(ECHO));
    await far.close();
    isFarAway = true;
    one.stdin.write('hi');
    expect(String((await once(one.stdout, 'data'))[0])).toBe('echo hi');
    await driver.reconcile();
    await expect(
      driver.start(here.spec(ECHO, { serverRef: 'api:default/orders' })),
    ).rejects.toThrow("cluster 'far'");
    const status = await driver.status();
    expect(status).toMatchObject({ ready: true });
    expect(status.problems).toHaveLength(1);
    await one.stop();
    expect(await here.pods()).toEqual([]);
  });
});
