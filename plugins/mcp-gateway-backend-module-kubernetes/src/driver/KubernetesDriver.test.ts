import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../__testUtils__/waitUntil';
import { answer, ECHO } from '../__testUtils__/programs';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { openTestCluster } from '../__testUtils__/openTestCluster';
import type { TestCluster } from '../__testUtils__/TestCluster';
import { exampleSettings } from '../__testUtils__/exampleSettings';

jest.setTimeout(300_000);

const NAMESPACE = 'sallyport-runtimes';
describe('KubernetesDriver', () => {
  let cluster: TestCluster;
  let fixture: DriverFixture;
  let driver: ReturnType<DriverFixture['driver']>;

  beforeAll(async () => {
    cluster = await openTestCluster();
    fixture = DriverFixture.create(cluster);
    driver = fixture.driver();
  });
  afterEach(() => {
    fixture.notices.length = 0;
    fixture.egress.length = 0;
  });
  afterAll(async () => {
    await fixture?.close();
    await cluster?.close();
  });

  it('says what it can do', async () => {
    let status = await driver.status();
    // A first image may have to be pulled.
    for (let tries = 0; !status.ready && tries < 12; tries++) {
      await sleep(cluster.kind === 'cluster' ? 10_000 : 500);
      status = await driver.status();
    }
    expect(status).toMatchObject({
      ready: true,
      tier: 'pod+restricted+networkpolicy',
      bounds: { memory: 'hard', cpu: 'hard', disk: 'watched' },
      problems: [],
    });
  });

  it('speaks with a server, measures it, stops it and leaves nothing', async () => {
    const server = await fixture.start(
      driver,
      fixture.spec(ECHO, {
        profile: {
          sallyport: { secrets: { KEY: { secret: 'k', as: 'env' } } },
        },
        secrets: { KEY: 'sesame' },
      }),
    );
    server.stdin.write('hello');
    expect(String((await once(server.stdout, 'data'))[0])).toBe('echo hello');
    const [name] = await fixture.pods();
    const usage = await server.usage().catch(() => undefined);
    // Not every cluster measures.
    expect(usage?.memoryBytes ?? 1).toBeGreaterThan(0);
    await server.stop();
    expect(await server.exited).toEqual({
      code: 0,
      signal: null,
      killedFor: 'stopped',
    });
    expect(await fixture.pods()).toEqual([]);
    const secret = { apiVersion: 'v1', kind: 'Secret' };
    for (let tries = 0; tries < 50; tries++) {
      const metadata = { name, namespace: NAMESPACE };
      if (!(await fixture.admin.get({ ...secret, metadata }))) return;
      await sleep(200);
    }
    throw new Error('Its Secret is still there');
  });

  it('carries much, both ways, and what is not text', async () => {
    const server = await fixture.start(
      driver,
      fixture.spec(`process.stdin.pipe(process.stdout)`),
    );
    const sent = Buffer.alloc(3 * 1024 * 1024, Buffer.from([0, 255, 10, 1]));
    const got: Buffer[] = [];
    server.stdout.on('data', data => got.push(data));
    server.stdin.end(sent);
    await once(server.stdout, 'end');
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('says how a server ended by itself', async () => {
    const ends = async (program: string) => {
      const server = await fixture.start(
        driver,
        fixture.spec(`process.stdin.once('data', () => { ${program} })`),
      );
      server.stdin.write('go');
      return server.exited;
    };
    expect(await ends('process.exit(3)')).toEqual({ code: 3, signal: null });
    expect(await ends(`process.kill(process.pid, 'SIGABRT')`)).toEqual({
      code: null,
      signal: 'SIGABRT',
    });
  });

  it('says what a server said that ended at once', async () => {
    const spec = fixture.spec(
      `console.error('no configuration'); process.exit(7)`,
    );
    const started = await fixture.start(driver, spec).then(
      server => server.exited.then(({ code }) => `exit code ${code}`),
      (error: Error) => error.message,
    );
    // Whoever was quick enough to attach has its exit.
    expect(started).toMatch(/exit code 7(?:\). no configuration)?/);
    expect(await fixture.pods()).toEqual([]);
  });

  it('S1: a server that takes too much memory is ended, and why is told', async () => {
    const server = await fixture.start(
      driver,
      fixture.spec(
        `const kept = []; process.stdin.once('data', () => setInterval(() => kept.push(Buffer.alloc(16 * 1024 * 1024, 1)), 20));`,
        {
          profile: {
            sallyport: { limits: { memoryBytes: 192 * 1024 * 1024 } },
          },
        },
      ),
    );
    server.stdin.write('go');
    expect(await server.exited).toMatchObject({ killedFor: 'memory' });
  });

  it('ends a server that does not want to', async () => {
    const server = await fixture.start(
      driver,
      fixture.spec(`
process.on('SIGTERM', () => process.stdout.write('no'));
setInterval(() => {}, 1000);
process.stdin.once('data', () => process.stdout.write('ready'));`),
    );
    server.stdin.write('?');
    await once(server.stdout, 'data');
    const said = once(server.stdout, 'data');
    await server.stop({ graceMs: 2_000 });
    expect(String((await said)[0])).toBe('no');
    expect(await server.exited).toEqual({
      code: null,
      signal: 'SIGKILL',
      killedFor: 'stopped',
    });
    expect(await fixture.pods()).toEqual([]);
  });

  it('C6: gives a server its variables and secrets as they are', async () => {
    const seen = await fixture.ask<Record<string, unknown>>(
      driver,
      fixture.spec(
        `import { readFileSync } from 'node:fs';
        const { API_KEY, KEY_FILE, MODE, TZ, HOME } = process.env;
        ${answer(
          `{ API_KEY, MODE, TZ, HOME, args: process.argv.slice(1), file: readFileSync(KEY_FILE, 'utf8') }`,
        )}`,
        {
          env: { MODE: 'costs 5$ and $(HOME)' },
          profile: {
            sallyport: {
              env: { TZ: 'UTC' },
              secrets: {
                API_KEY: { secret: 'api', as: 'env' },
                KEY_FILE: { secret: 'key', as: 'file' },
              },
            },
          },
          secrets: { API_KEY: 'sesame', KEY_FILE: 'a key\nof two lines' },
        },
      ),
    );
    expect(seen).toEqual({
      API_KEY: 'sesame',
      MODE: 'costs 5$ and $(HOME)',
      TZ: 'UTC',
      HOME: '/tmp',
      args: [],
      file: 'a key\nof two lines',
    });
  });

  it('takes a secret that the cluster keeps, for the server that it is for', async () => {
    await fixture.admin.createIfAbsent({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'from-vault', namespace: NAMESPACE },
      data: { value: Buffer.from('kept elsewhere').toString('base64') },
    } as never);
    const secrets = {
      vault: {
        name: 'from-vault',
        key: 'value',
        servers: ['api:default/test'],
      },
    };
    const other = fixture.driver({ secrets });
    expect(other.bringsSecret('vault', 'api:default/test')).toBe(true);
    expect(other.bringsSecret('vault', 'api:default/other')).toBe(false);
    const seen = await fixture.ask(
      other,
      fixture.spec(answer('process.env.V'), {
        profile: {
          sallyport: { secrets: { V: { secret: 'vault', as: 'env' } } },
        },
      }),
    );
    expect(seen).toBe('kept elsewhere');
  });

  it('keeps a volume for a server, and another one for somebody else', async () => {
    const server = `test-${randomUUID().slice(0, 8)}`;
    const count = (dataKey?: string) =>
      fixture.ask<number>(
        driver,
        fixture.spec(
          `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
          const file = '/mnt/data/count';
          const next = existsSync(file) ? Number(readFileSync(file, 'utf8')) + 1 : 1;
          writeFileSync(file, String(next));
          ${answer('next')}`,
          {
            serverRef: `api:default/${server}`,
            dataKey,
            profile: { write: ['volume://notes:/mnt/data'] },
          },
        ),
      );
    expect(await count()).toBe(1);
    expect(await count()).toBe(2);
    expect(await count(`${server} of alice`)).toBe(1);
    expect(await count()).toBe(3);
  });

  it('starts many at once', async () => {
    const servers = await Promise.all(
      Array.from({ length: 8 }, () =>
        fixture.start(driver, fixture.spec(ECHO)),
      ),
    );
    servers.forEach((server, index) => server.stdin.write(`${index}`));
    const answers = await Promise.all(
      servers.map(async server =>
        String((await once(server.stdout, 'data'))[0]),
      ),
    );
    expect(answers).toEqual(servers.map((_, index) => `echo ${index}`));
    await Promise.all(servers.map(server => server.stop()));
    expect(await fixture.pods()).toEqual([]);
  });

  it('S6: sweeps what an owner that is gone has left, and nothing else', async () => {
    const other = fixture.driver();
    const of = (owner: string) =>
      fixture.start(other, fixture.spec(ECHO, { owner }));
    const [dead, alive] = await Promise.all([of('dead'), of('alive')]);
    expect(await driver.sweep({ isAlive: owner => owner === 'alive' })).toEqual(
      [dead.runtimeId],
    );
    await dead.exited;
    alive.stdin.write('still here');
    expect(String((await once(alive.stdout, 'data'))[0])).toBe(
      'echo still here',
    );
    await alive.stop();
    expect(await fixture.pods()).toEqual([]);
  });

  it('puts back what somebody changed of a pod, and tells its owners', async () => {
    const server = await fixture.start(driver, fixture.spec(ECHO));
    const [name] = await fixture.pods();
    await fixture.interfere({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: NAMESPACE,
        annotations: { 'sallyport.dev/owner': 'somebody else' },
      },
    });
    await waitUntil(() =>
      fixture.notices.some(line => line.includes('sallyport.dev/owner')),
    );
    await waitUntil(async () => {
      const [pod] = await fixture.admin.listPods(NAMESPACE, '');
      return pod.metadata!.annotations!['sallyport.dev/owner'] === 'test';
    });
    expect(await fixture.pods()).toEqual([name]);
    await server.stop();
  });

  it('puts back what somebody changed of a zone, and tells the owners of its servers', async () => {
    const server = await fixture.start(driver, fixture.spec(ECHO));
    await fixture.interfere({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'sallyport-deny-all', namespace: NAMESPACE },
      spec: { egress: [{}] },
    } as never);
    await driver.reconcile();
    expect(fixture.notices).toEqual([
      expect.stringMatching(/NetworkPolicy .*sallyport-deny-all.*egress/),
    ]);
    await fixture.interfere({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'sallyport-deny-all', namespace: NAMESPACE },
      spec: {
        policyTypes: ['Ingress'],
        podSelector: { matchLabels: { a: 'b' } },
      },
    } as never);
    await driver.reconcile();
    expect(fixture.notices[1]).toMatch(/podSelector, spec.policyTypes/);
    expect(await driver.status()).toMatchObject({ ready: true });
    await server.stop();
  });

  it('says why an image does not come, and leaves nothing', async () => {
    const spec = fixture.spec(ECHO);
    const integrity = `sha256:${'0'.repeat(64)}`;
    const prepared = {
      ...spec.prepared,
      package: { ...spec.prepared.package, integrity },
    };
    await expect(driver.start({ ...spec, prepared })).rejects.toThrow(
      /does not start: .*(?:Image|pull)/i,
    );
    expect(fixture.notices.join()).toMatch(/pull/);
    expect(await fixture.pods()).toEqual([]);
  });

  it.each([
    ['a folder of a machine', { read: ['/etc:/host'] }, 'folder of a machine'],
    [
      'the whole internet',
      { network: { outbound: { insecure_allow_all: true } } },
      'allowEverything',
    ],
  ])(
    'says that it cannot keep %s, and does not start it',
    async (_, profile, words) => {
      expect(await driver.check(profile)).toEqual([
        expect.stringContaining(words),
      ]);
      await expect(
        driver.start(fixture.spec(ECHO, { profile })),
      ).rejects.toThrow(words);
      expect(await fixture.pods()).toEqual([]);
    },
  );

  it('S4: prepares images that are pinned, and no others', async () => {
    const pinned = fixture.spec('').prepared.package;
    expect(await driver.prepare(pinned)).toMatchObject({
      location: cluster.image,
    });
    await expect(
      driver.prepare({ ...pinned, integrity: undefined } as never),
    ).rejects.toThrow('not pinned');
    await expect(
      driver.prepare({ ...pinned, registry: 'npm' } as never),
    ).rejects.toThrow('run from images');
    await expect(
      fixture.driver({ registries: ['other.example.com/'] }).prepare(pinned),
    ).rejects.toThrow('may not run here');
  });

  it('refuses a server that no zone is for', async () => {
    const zones = {
      gold: { namespace: NAMESPACE, servers: ['api:default/gold'] },
    };
    expect(exampleSettings({ zones }).zones).toHaveLength(1);
    await expect(
      fixture.driver({ zones }).start(fixture.spec(ECHO)),
    ).rejects.toThrow('No zone');
  });
});
