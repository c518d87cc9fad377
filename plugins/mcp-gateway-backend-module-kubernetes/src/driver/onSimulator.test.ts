import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { answer, ECHO, LISTENER } from '../__testUtils__/programs';
import { rightsOf, shippedRights } from '../__testUtils__/rightsOf';
import { Simulator } from '../__testUtils__/Simulator';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(120_000);

const NAMESPACE = 'sallyport-runtimes';

/** What would disturb others on a cluster, or needs to know what it was asked: here it always is the simulator. */
describe('KubernetesDriver on the simulator', () => {
  let simulator: Simulator;
  let fixture: DriverFixture;
  let driver: ReturnType<DriverFixture['driver']>;
  let web: Server;
  let port: number;

  beforeAll(async () => {
    web = createServer((req, res) => res.end(`hello from ${req.headers.host}`));
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    port = (web.address() as AddressInfo).port;
    const hosts = ['orders.test', 'closed.test', 'a.wild.test', 'b.wild.test'];
    simulator = await Simulator.start({
      podPidsLimit: 1024,
      names: Object.fromEntries(hosts.map(host => [host, '127.0.0.1'])),
    });
    fixture = DriverFixture.create(simulator);
    fixture.rest = {
      egress: { allowedHosts: [`orders.test:${port}`, `a.wild.test:${port}`] },
    };
    driver = fixture.driver();
  });
  afterEach(() => {
    fixture.notices.length = 0;
    fixture.egress.length = 0;
  });
  afterAll(async () => {
    await fixture?.close();
    await simulator?.close();
    web.closeAllConnections();
    web.close();
  });

  it('knows what nodes bound', async () => {
    expect(await driver.status()).toMatchObject({
      ready: true,
      bounds: { pids: 'hard' },
    });
  });

  it('S3: connects where profile and operator agree, and tells of what it refused', async () => {
    const urls = ['orders', 'a.wild', 'closed', 'b.wild'].map(
      host => `http://${host}.test:${port}`,
    );
    const seen = await fixture.ask<string[]>(
      driver,
      fixture.spec(
        `const get = url => fetch(url).then(it => it.text(), error => error.cause?.code || 'refused');
        ${answer(
          `await Promise.all(${JSON.stringify('URLS')}.map(get))`,
        ).replace('"URLS"', () => JSON.stringify(urls))}`,
        {
          profile: {
            sallyport: {
              egress: [
                { host: 'orders.test', port },
                { host: 'closed.test', port },
                { host: '.wild.test', port },
              ],
            },
          },
        },
      ),
    );
    expect(seen).toEqual([
      `hello from orders.test:${port}`,
      `hello from a.wild.test:${port}`,
      expect.stringMatching(/ECONNRESET|UND_ERR|refused/),
      expect.stringMatching(/UND_ERR|refused/),
    ]);
    const told = (allowed: boolean) => [
      ...new Set(
        fixture.egress
          .filter(it => it.allowed === allowed)
          .map(({ host }) => host),
      ),
    ];
    expect(told(true).sort()).toEqual(['a.wild.test', 'orders.test']);
    expect(told(false).sort()).toEqual(['b.wild.test', 'closed.test']);
  });

  it('S3: connects a server that speaks HTTP where its profile says, and tells of it', async () => {
    const program = `
      import { createServer } from 'node:http';
      createServer(async (request, response) => {
        const get = host => fetch('http://' + host + ':${port}').then(it => it.text(), () => 'refused');
        response.end(JSON.stringify(await Promise.all(['orders.test', 'closed.test'].map(get))));
      }).listen(8080);`;
    const service = await fixture.serve(
      driver,
      fixture.spec(program, {
        // Side-cars of several pods would share this machine's addresses.
        dataKey: 'api:default/test alice',
        profile: {
          sallyport: {
            egress: ['orders.test', 'closed.test'].map(host => ({
              host,
              port,
            })),
          },
        },
      }),
    );
    const [{ url }] = service.endpoints();
    expect(await (await fetch(url)).json()).toEqual([
      `hello from orders.test:${port}`,
      'refused',
    ]);
    await waitUntil(() => fixture.egress.length >= 2);
    expect(
      Object.fromEntries(
        fixture.egress.map(({ host, allowed }) => [host, allowed]),
      ),
    ).toEqual({ 'orders.test': true, 'closed.test': false });
    await service.stop();
    expect(await fixture.pods()).toEqual([]);
  });

  it('S6: ends a server whose connection broke, and leaves nothing', async () => {
    const server = await fixture.start(
      driver,
      fixture.spec(`setInterval(() => {}, 1000)`),
    );
    await simulator.disturb('cut');
    await server.exited;
    expect(fixture.notices.join()).toContain('connection to its pod broke');
    expect(await fixture.pods()).toEqual([]);
  });

  it('S6: ends a server whose gateway is gone without a word, and sweeps its pod', async () => {
    const dying = fixture.driver();
    const server = await fixture.start(
      dying,
      fixture.spec(`process.stdin.resume().on('end', () => {})`, {
        owner: 'dead',
      }),
    );
    dying.close();
    await simulator.disturb('cut');
    expect(await driver.sweep({ isAlive: () => false })).toEqual([
      server.runtimeId,
    ]);
    await server.exited;
    expect(await fixture.pods()).toEqual([]);
  });

  it.each([10, 40, 90, 150, 250, 400])(
    'S6: leaves nothing when connections break %d ms after the start',
    async ms => {
      const starts = Array.from({ length: 4 }, async () => {
        const server = await fixture.start(driver, fixture.spec(ECHO));
        server.stdin.write('hello');
        await server.stop({ graceMs: 1_000 });
        return server.exited;
      });
      await sleep(ms);
      await simulator.disturb(ms % 20 ? 'cut' : 'compact');
      await simulator.disturb('cut');
      // Each has an end, or a reason why it did not begin.
      for (const result of await Promise.allSettled(starts)) {
        expect(
          result.status === 'fulfilled'
            ? result.value.killedFor
            : result.reason.message,
        ).toMatch(/stopped|pod/);
      }
      expect(await fixture.pods()).toEqual([]);
    },
  );

  it('goes on when what it watches was forgotten', async () => {
    await simulator.disturb('compact');
    await simulator.disturb('cut');
    const server = await fixture.start(driver, fixture.spec(ECHO));
    await server.stop();
    expect(await fixture.pods()).toEqual([]);
  });

  it('says that a zone is full to servers that speak HTTP, too', async () => {
    const small = fixture.driver({
      zones: { default: { namespace: NAMESPACE, quota: { pods: 1 } } },
    });
    const first = await fixture.start(small, fixture.spec(ECHO));
    await expect(fixture.serve(small, fixture.spec(LISTENER))).rejects.toThrow(
      /makes no pod of it: .*exceeded quota/,
    );
    await first.stop();
    expect(await fixture.pods()).toEqual([]);
    await driver.reconcile();
  });

  it.each([10, 60, 150, 400, 800])(
    'S6: leaves nothing of a set when connections break %d ms after its start',
    async ms => {
      const starting = fixture.serve(driver, fixture.spec(LISTENER));
      await sleep(ms);
      await simulator.disturb('compact');
      await simulator.disturb('cut');
      const [result] = await Promise.allSettled([starting]);
      if (result.status === 'fulfilled') await result.value.stop();
      expect(await fixture.pods()).toEqual([]);
    },
  );

  it('says that a zone is full', async () => {
    const small = fixture.driver({
      zones: { default: { namespace: NAMESPACE, quota: { pods: 1 } } },
    });
    const first = await fixture.start(small, fixture.spec(ECHO));
    await expect(small.start(fixture.spec(ECHO))).rejects.toThrow(
      'exceeded quota',
    );
    await first.stop();
    await driver.reconcile();
  });

  it('uses the rights that the shipped manifest gives, all of them and no others', async () => {
    const profile = { write: ['volume://notes:/mnt/notes'] };
    const server = await fixture.start(driver, fixture.spec(ECHO, { profile }));
    expect(await server.usage()).toMatchObject({
      memoryBytes: 20480 * 1024,
    });
    await server.stop();
    const service = await fixture.serve(driver, fixture.spec(LISTENER));
    await waitUntil(() => service.endpoints().length === 2);
    expect(await service.usage()).toMatchObject({
      memoryBytes: 2 * 20480 * 1024,
    });
    await driver.reconcile();
    await service.stop();
    expect(await driver.sweep({ isAlive: () => true })).toEqual([]);
    expect(rightsOf(await simulator.asked())).toEqual(
      shippedRights('sallyport'),
    );
  });

  it('reaches servers by the API server with one right more, which is all that is shipped for it', async () => {
    const clusters = { default: { gateway: { forward: true } } };
    const [without, having] = [
      await Simulator.start(),
      await Simulator.start({ rights: ['forward'] }),
    ];
    try {
      const connect = async (cluster: Simulator) => {
        const own = DriverFixture.create(cluster);
        const [endpoint] = (
          await own.serve(own.driver({ clusters }), own.spec(LISTENER))
        ).endpoints();
        const stream = await endpoint.connect!().finally(() => own.close());
        stream.destroy();
      };
      await expect(connect(without)).rejects.toThrow('403');
      await connect(having);
      const base = new Set(shippedRights('sallyport'));
      expect(
        rightsOf(await having.asked()).filter(right => !base.has(right)),
      ).toEqual(shippedRights('forward'));
    } finally {
      await Promise.all([without.close(), having.close()]);
    }
  });
});
