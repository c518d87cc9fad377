import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { exampleSettings, IMAGE } from '../__testUtils__/exampleSettings';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { Simulator } from '../__testUtils__/Simulator';
import { KubernetesDriver } from '../driver/KubernetesDriver';

jest.setTimeout(120_000);

const NAMESPACE = 'sallyport-runtimes';
const NOTHING_KEPT = {
  memory: 'none',
  pids: 'none',
  cpu: 'none',
  disk: 'none',
};

describe('a cluster that does not hold', () => {
  let simulator: Simulator | undefined;
  let fixture: DriverFixture | undefined;

  const open = async (options: Parameters<typeof Simulator.start>[0]) => {
    simulator = await Simulator.start(options);
    fixture = DriverFixture.create(simulator);
    return fixture;
  };
  afterEach(async () => {
    await fixture?.close();
    await simulator?.close();
    fixture = undefined;
    simulator = undefined;
  });

  it('starts nothing where network policies are not enforced, unless the operator says so', async () => {
    const { driver, spec } = bind(await open({ enforcesPolicies: false }));
    const strict = driver();
    expect(await strict.status()).toEqual({
      ready: false,
      bounds: NOTHING_KEPT,
      problems: [
        {
          text: expect.stringContaining('Network policies are not enforced'),
          remedy: expect.stringContaining('Install a network plug-in'),
        },
      ],
    });
    await expect(strict.start(spec(''))).rejects.toThrow('not enforced');
    const trusting = driver({ networkPolicies: 'trust' });
    expect(await trusting.status()).toMatchObject({
      ready: true,
      tier: 'pod+restricted+networkpolicy-unverified',
      bounds: { pids: 'none' },
    });
    expect(
      await driver(
        { networkPolicies: 'trust' },
        { runtimes: { requireHardLimits: true } },
      ).status(),
    ).toMatchObject({
      ready: false,
      problems: [{ text: expect.stringContaining('requireHardLimits') }],
    });
  });

  it('starts nothing in a namespace that is not restricted', async () => {
    const all = await open({});
    await all.interfere({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: NAMESPACE,
        labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
      },
    });
    expect(await all.driver().status()).toMatchObject({
      ready: false,
      problems: [
        {
          text: expect.stringContaining('not restricted'),
          remedy: expect.stringContaining('kubectl label'),
        },
      ],
    });
  });

  it('starts nothing beside a policy that somebody else made', async () => {
    const all = await open({});
    await all.admin.createIfAbsent({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'let-all-out', namespace: NAMESPACE },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    } as never);
    expect(await all.driver().status()).toMatchObject({
      ready: false,
      problems: [{ text: expect.stringContaining('let-all-out') }],
    });
  });

  it('starts nothing in a cluster that is too old, and says which rights are missing', async () => {
    const all = await open({
      version: { major: '1', minor: '28', gitVersion: 'v1.28.1' },
    });
    expect(await all.driver().status()).toMatchObject({
      ready: false,
      problems: [{ text: expect.stringContaining('v1.28.1') }],
    });
    await all.close();
    await simulator!.close();
    const other = await open({});
    const elsewhere = other.driver({
      zones: { a: { namespace: 'somewhere-else' } },
    });
    expect(await elsewhere.status()).toMatchObject({
      ready: false,
      problems: [{ remedy: expect.stringContaining('Apply the roles') }],
    });
  });

  it('keeps a policy of Cilium where it is asked to, with one right more', async () => {
    const egress = {
      image: IMAGE,
      ciliumNames: ['api.example.com', '*.example.org'],
    };
    const without = await open({});
    expect(await without.driver({ egress }).status()).toMatchObject({
      ready: false,
      problems: [{ text: expect.stringContaining('ciliumnetworkpolicies') }],
    });
    await without.close();
    await simulator!.close();
    const driver = (await open({ rights: ['cilium'] })).driver({ egress });
    expect(await driver.status()).toMatchObject({ ready: true });
    const reach = (...hosts: string[]) =>
      driver.check({
        sallyport: { egress: hosts.map(host => ({ host, port: 443 })) },
      });
    expect(
      await reach('api.example.com', 'a.example.org', '.example.org'),
    ).toEqual([]);
    expect(await reach('other.example.com')).toEqual([
      expect.stringContaining('ciliumNames'),
    ]);
  });

  it('says where it finds no cluster, and nobody', async () => {
    const settings = exampleSettings({
      clusters: { gone: { kubeconfig: '/nowhere/kubeconfig' } },
    });
    const logger = mockServices.logger.mock();
    const driver = KubernetesDriver.create({ settings, logger });
    expect(await driver.status()).toMatchObject({
      ready: false,
      problems: [
        {
          text: expect.stringContaining('/nowhere/kubeconfig'),
          remedy: expect.stringContaining('clusters.gone'),
        },
      ],
    });
    expect(await driver.sweep({ isAlive: () => false })).toEqual([]);
    driver.close();
  });
});

function bind(fixture: DriverFixture) {
  return {
    driver: (change: JsonObject = {}, rest: JsonObject = {}) => {
      Object.assign(fixture, { rest });
      return fixture.driver(change);
    },
    spec: (program: string) => fixture.spec(program),
  };
}
