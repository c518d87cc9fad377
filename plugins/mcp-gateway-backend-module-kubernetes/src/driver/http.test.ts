import { once } from 'node:events';
import { request } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import type { V1Pod } from '@kubernetes/client-node';
import type { JsonObject } from '@backstage/types';
import type {
  RuntimeEndpoint,
  RuntimeService,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { openTestCluster } from '../__testUtils__/openTestCluster';
import { answer, ECHO, LISTENER } from '../__testUtils__/programs';
import type { TestCluster } from '../__testUtils__/TestCluster';
import { waitUntil } from '../__testUtils__/waitUntil';
import { serveProblem } from './serveProblem';

jest.setTimeout(300_000);

const NAMESPACE = 'sallyport-runtimes';
const RUNTIMES = 'app.kubernetes.io/component=runtime';
const KINDS = [
  ['apps/v1', 'StatefulSet'],
  ['v1', 'Service'],
  ['v1', 'Secret'],
  ['policy/v1', 'PodDisruptionBudget'],
] as const;

interface Said {
  me: number;
  url: string;
  key?: string;
}

/** On a cluster that somebody named, pods may be out of reach: then only one way to them is tried. */
const WAYS =
  process.env.SALLYPORT_TEST_KUBERNETES === 'cluster' &&
  !process.env.SALLYPORT_TEST_GATEWAY_RANGES
    ? (['by the API server'] as const)
    : (['by the address of their pods', 'by the API server'] as const);
if (WAYS.length === 1) {
  process.stderr.write(
    'Servers that speak HTTP, by the address of their pods: NOT RUN. SALLYPORT_TEST_GATEWAY_RANGES says which addresses pods see these tests come from, where a network leads to them.\n',
  );
}

/** The same on the simulator and on a cluster that somebody named. */
describe.each(WAYS)('servers that speak HTTP, reached %s', way => {
  const isForward = way === 'by the API server';
  let cluster: TestCluster;
  let fixture: DriverFixture;
  let driver: ReturnType<DriverFixture['driver']>;

  const open = (change: JsonObject = {}) =>
    fixture.driver({
      ...(isForward && {
        clusters: { default: { gateway: { forward: true } } },
      }),
      ...change,
    });

  beforeAll(async () => {
    cluster = await openTestCluster({ rights: ['forward'] });
    fixture = DriverFixture.create(cluster);
    // Of somebody who was let in otherwise before: on a cluster it stays.
    await fixture.remove({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
      metadata: { name: 'sallyport-from-gateway', namespace: NAMESPACE },
    });
    driver = open();
  });
  afterEach(() => {
    fixture.notices.length = 0;
  });
  afterAll(async () => {
    await fixture?.close();
    await cluster?.close();
  });

  const ask = async (
    { url, connect }: RuntimeEndpoint,
    path = '/mcp',
  ): Promise<Said> => {
    expect(connect !== undefined).toBe(isForward);
    const stream = await connect?.();
    const asked = request(new URL(path, url), {
      // With an agent, whatever it is, a connection that is brought along is not taken.
      ...(stream ? { createConnection: () => stream } : { agent: false }),
    }).end();
    const [response] = await once(asked, 'response');
    return JSON.parse(await text(response)) as Said;
  };
  const all = async (service: RuntimeService, count = 2) => {
    await waitUntil(() => service.endpoints().length === count);
    return service.endpoints();
  };
  /** Kinds of objects that are there under the name of the runtime's set. */
  const left = async (name: string) => {
    const found = await Promise.all(
      KINDS.map(async ([apiVersion, kind]) =>
        (await fixture.admin.get({
          apiVersion,
          kind,
          metadata: { name, namespace: NAMESPACE },
        }))
          ? kind
          : undefined,
      ),
    );
    return found.filter(Boolean);
  };
  const setName = async () => (await fixture.pods())[0].replace(/-\d+$/, '');
  const withKey = {
    profile: {
      sallyport: {
        secrets: { KEY: { secret: 'k', as: 'env' as const } },
      },
    },
    secrets: { KEY: 'sesame' },
  };

  it('are reached pod by pod, have their secrets, say what they write, and leave nothing', async () => {
    const service = await fixture.serve(
      driver,
      fixture.spec(LISTENER, withKey),
    );
    const log: string[] = [];
    service.log.on('data', data => log.push(String(data)));
    const endpoints = await all(service);
    const said = await Promise.all(endpoints.map(endpoint => ask(endpoint)));
    expect(said[0]).toMatchObject({ url: '/mcp', key: 'sesame' });
    expect(said[0].me).not.toBe(said[1].me);
    expect(new Set(endpoints.map(({ id }) => id)).size).toBe(2);
    await waitUntil(() => log.join('').split('it listens').length === 3);
    const name = await setName();
    expect(await left(name)).toEqual(KINDS.map(([, kind]) => kind));
    await service.stop();
    expect(await service.exited).toMatchObject({ killedFor: 'stopped' });
    expect(await fixture.pods()).toEqual([]);
    await waitUntil(async () => (await left(name)).length === 0);
  });

  it('a pod that goes and a process that ends come back as others: what they began is not there', async () => {
    const service = await fixture.serve(driver, fixture.spec(LISTENER));
    const [first, second] = await all(service);
    const [pod] = await fixture.admin.listPods(NAMESPACE, RUNTIMES);
    await fixture.admin.deletePod(pod, 0);
    await waitUntil(() => service.endpoints().length === 1);
    const [staying] = service.endpoints();
    expect([first.id, second.id]).toContain(staying.id);
    const [one, two] = await all(service);
    const fresh = one.id === staying.id ? two : one;
    expect([first.id, second.id]).not.toContain(fresh.id);
    await expect(ask(staying, '/crash')).rejects.toThrow();
    await waitUntil(
      () => !service.endpoints().some(({ id }) => id === staying.id),
    );
    const ids = (await all(service)).map(({ id }) => id);
    expect(ids).toContain(fresh.id);
    expect(ids).not.toContain(staying.id);
    await service.stop();
    expect(await fixture.pods()).toEqual([]);
  });

  it('carry much, both ways', async () => {
    const service = await fixture.serve(
      driver,
      fixture.spec(
        `import { createServer } from 'node:http';
        createServer((request, response) => request.pipe(response)).listen(8080);`,
      ),
    );
    const [{ url, connect }] = service.endpoints();
    const stream = await connect?.();
    const sent = Buffer.alloc(3 * 1024 * 1024, Buffer.from([0, 255, 10, 1]));
    const asked = request(url, {
      method: 'POST',
      ...(stream ? { createConnection: () => stream } : { agent: false }),
    });
    asked.end(sent);
    const [response] = await once(asked, 'response');
    expect((await buffer(response)).equals(sent)).toBe(true);
    await service.stop();
  });

  it('S3: are reached by gateways, and not by what else runs in the zone', async () => {
    const service = await fixture.serve(driver, fixture.spec(LISTENER));
    expect(await ask(service.endpoints()[0])).toMatchObject({ url: '/mcp' });
    const [pod] = await fixture.admin.listPods(NAMESPACE, RUNTIMES);
    const url = `http://${pod.status!.podIP}:8080/mcp`;
    const seen = await fixture.ask<string>(
      driver,
      fixture.spec(
        answer(
          `await fetch(${JSON.stringify(
            url,
          )}, { signal: AbortSignal.timeout(5000) }).then(it => it.text(), () => 'refused')`,
        ),
      ),
    );
    expect(seen).toBe('refused');
    await service.stop();
  });

  it('have one pod where they are one person’s', async () => {
    const spec = fixture.spec(LISTENER, { dataKey: 'api:default/test alice' });
    const service = await fixture.serve(driver, spec);
    expect(await fixture.pods()).toHaveLength(1);
    await service.stop();
  });

  it.each([
    ['ends', `console.error('no configuration'); process.exit(7)`, /no conf/],
    [
      'does not listen',
      `console.log('hm'); setInterval(() => {}, 1e3)`,
      /8080/,
    ],
  ])('say why nobody can talk to one that %s', async (_, program, words) => {
    const impatient = open({
      startSeconds: cluster.kind === 'cluster' ? 60 : 5,
    });
    await expect(
      fixture.serve(impatient, fixture.spec(program)),
    ).rejects.toThrow(words);
    expect(await fixture.pods()).toEqual([]);
  });

  it('are as they must be again when somebody changes them, and their owners are told', async () => {
    const service = await fixture.serve(driver, fixture.spec(LISTENER));
    await all(service);
    const metadata = { name: await setName(), namespace: NAMESPACE };
    await fixture.interfere({
      ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata },
      spec: { replicas: 1 },
    } as never);
    await waitUntil(() => service.endpoints().length === 1);
    await driver.reconcile();
    expect(fixture.notices.join()).toMatch(/StatefulSet .*spec\.replicas/);
    await all(service);
    const [pod] = await fixture.pods();
    await fixture.interfere({
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: {
        ...{ name: pod, namespace: NAMESPACE },
        labels: {
          'sallyport.dev/egress': 'proxy',
          'sallyport.dev/ingress': 'x',
        },
      },
    });
    await waitUntil(() => fixture.notices.join().includes('takes its place'));
    await waitUntil(async () => {
      const live = await fixture.admin.get<V1Pod>({
        ...{ apiVersion: 'v1', kind: 'Pod' },
        metadata: { name: pod, namespace: NAMESPACE },
      });
      return live?.metadata?.labels?.['sallyport.dev/ingress'] === 'gateway';
    });
    await service.stop();
  });

  it('end when somebody deletes them', async () => {
    const service = await fixture.serve(driver, fixture.spec(LISTENER));
    const metadata = { name: await setName(), namespace: NAMESPACE };
    await fixture.admin.deleteSet({ metadata });
    await waitUntil(async () => (await fixture.pods()).length === 0);
    await driver.reconcile();
    expect(await service.exited).toEqual({ code: null, signal: null });
    expect(fixture.notices.join()).toContain('deleted its set');
  });

  it('S6: are swept when their owner is gone, and nothing else is', async () => {
    const other = open();
    const [dead, alive] = await Promise.all(
      ['dead', 'alive'].map(owner =>
        fixture.serve(other, fixture.spec(LISTENER, { owner })),
      ),
    );
    const speaks = await fixture.start(
      other,
      fixture.spec(ECHO, { owner: 'alive' }),
    );
    expect(await driver.sweep({ isAlive: owner => owner === 'alive' })).toEqual(
      [dead.runtimeId],
    );
    await waitUntil(async () => (await fixture.pods()).length === 3);
    await other.reconcile();
    await dead.exited;
    expect(await ask(alive.endpoints()[0])).toMatchObject({ url: '/mcp' });
    speaks.stdin.write('hi');
    expect(String((await once(speaks.stdout, 'data'))[0])).toBe('echo hi');
    await Promise.all([alive.stop(), speaks.stop()]);
    expect(await fixture.pods()).toEqual([]);
  });

  it('are refused, with what to do, where nobody said where gateways come from', () => {
    expect(serveProblem(exampleSettings(), 'api:default/test')).toContain(
      'clusters.default.gateway',
    );
    const gateway = { forward: true };
    const told = exampleSettings({ clusters: { default: { gateway } } });
    expect(serveProblem(told, 'api:default/test')).toBeUndefined();
  });
});
