import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { describeSandbox } from '../__testUtils__/describeSandbox';
import { SandboxFixture } from '../__testUtils__/SandboxFixture';

jest.setTimeout(60_000);

const ECHO = `
process.stdin.on('data', data => process.stdout.write('echo ' + data));
process.stdin.on('end', () => process.exit(0));`;
const print = (expression: string) =>
  `process.stdout.write(JSON.stringify(${expression}));`;

describeSandbox('SandboxDriver', () => {
  const fixture = SandboxFixture.create();
  const driver = fixture.driver();
  const records = () => readdirSync(fixture.path('state', 'runtimes'));

  afterAll(() => fixture.close());

  it('says what it can do', async () => {
    const status = await driver.status();
    expect(status).toMatchObject({ ready: true, problems: [] });
    expect(status.tier).toMatch(/^bwrap\+seccomp\+(?:cgroup|rlimits)$/);
    expect(status.bounds).toMatchObject({ pids: 'hard', disk: 'watched' });
  });

  it('speaks with a server, measures it and stops it', async () => {
    const server = await fixture.start(driver, fixture.spec(ECHO));
    server.stdin.write('hello');
    const [answer] = await once(server.stdout, 'data');
    expect(String(answer)).toBe('echo hello');
    const usage = await server.usage();
    expect(usage.memoryBytes).toBeGreaterThan(1024 * 1024);
    expect(usage.cpuSeconds).toBeGreaterThan(0);
    expect(usage.pids).toBeGreaterThan(0);
    expect(records()).toEqual([`${server.runtimeId}.json`]);
    await server.stop();
    expect(await server.exited).toEqual({
      code: 0,
      signal: null,
      killedFor: 'stopped',
    });
    expect(records()).toEqual([]);
  });

  it('says how a server ended by itself', async () => {
    const code = await fixture.start(driver, fixture.spec('process.exit(3)'));
    expect(await code.exited).toEqual({ code: 3, signal: null });
    const killed = await fixture.start(
      driver,
      fixture.spec(`process.kill(process.pid, 'SIGKILL')`),
    );
    expect(await killed.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('ends a server that does not want to', async () => {
    const stubborn = `
process.on('SIGTERM', () => process.stdout.write('no'));
setInterval(() => {}, 1000);
process.stdout.write('ready');`;
    const server = await fixture.start(driver, fixture.spec(stubborn));
    await once(server.stdout, 'data');
    const said = once(server.stdout, 'data');
    await server.stop({ graceMs: 500 });
    expect(String((await said)[0])).toBe('no');
    expect(await server.exited).toEqual({
      code: null,
      signal: 'SIGKILL',
      killedFor: 'stopped',
    });
  });

  it('C6: gives a server its variables and secrets, and nothing of the gateway', async () => {
    process.env.SALLYPORT_TEST_CANARY = 'of the gateway';
    const seen = await fixture.run(
      driver,
      fixture.spec(
        `import { readFileSync, statSync } from 'node:fs';
        const { PATH, PWD, ...env } = process.env;
        ${print(
          `{ env, args: process.argv.slice(2), file: readFileSync(env.KEY_FILE, 'utf8'), mode: statSync(env.KEY_FILE).mode & 0o777 }`,
        )}`,
        {
          args: ['--root', '/data'],
          env: { MODE: 'loud' },
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
    delete process.env.SALLYPORT_TEST_CANARY;
    expect(seen).toEqual({
      env: {
        API_KEY: 'sesame',
        HOME: '/tmp',
        KEY_FILE: '/run/secrets/KEY_FILE',
        LANG: 'C.UTF-8',
        MODE: 'loud',
        TMPDIR: '/tmp',
        TZ: 'UTC',
      },
      args: ['--root', '/data'],
      file: 'a key\nof two lines',
      mode: 0o400,
    });
  });

  it('keeps a volume for a server, and another one for somebody else', async () => {
    const count = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const file = '/data/count';
const next = existsSync(file) ? Number(readFileSync(file, 'utf8')) + 1 : 1;
writeFileSync(file, String(next));
${print('next')}`;
    const spec = (dataKey?: string) =>
      fixture.spec(count, {
        dataKey,
        profile: { write: ['volume://notes:/data'] },
      });
    expect(await fixture.run(driver, spec())).toBe(1);
    expect(await fixture.run(driver, spec())).toBe(2);
    expect(await fixture.run(driver, spec('api:default/test of alice'))).toBe(
      1,
    );
    expect(await fixture.run(driver, spec())).toBe(3);
  });

  describe('with destinations', () => {
    let web: Server;
    let port: number;

    beforeAll(async () => {
      web = createServer((req, res) =>
        res.end(`hello from ${req.headers.host}`),
      );
      web.listen(0, '127.0.0.1');
      await once(web, 'listening');
      port = (web.address() as AddressInfo).port;
    });
    afterAll(() => {
      web.close();
    });

    it('connects where profile and operator agree, tells of it, and of what it refused', async () => {
      const events: EgressEvent[] = [];
      const open = fixture.driver(
        {
          openedHosts: [`orders.test:${port}`, `a.wild.test:${port}`],
        },
        { resolve: async () => [{ address: '127.0.0.1', family: 4 }] },
      );
      const seen = await fixture.run(
        open,
        fixture.spec(
          `const get = url => fetch(url).then(it => it.text(), error => error.cause?.code || 'refused');
          ${print(
            `await Promise.all(['http://orders.test:${port}', 'http://a.wild.test:${port}', 'http://closed.test:${port}', 'http://b.wild.test:${port}', 'http://127.0.0.1:${port}'].map(get))`,
          )}`,
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
            onEgress: event => events.push(event),
          },
        ),
      );
      expect(seen).toEqual([
        `hello from orders.test:${port}`,
        `hello from a.wild.test:${port}`,
        expect.stringMatching(/ECONNRESET|UND_ERR|refused/),
        expect.stringMatching(/UND_ERR|refused/),
        'ECONNREFUSED',
      ]);
      const told = (allowed: boolean) => [
        ...new Set(
          events.filter(it => it.allowed === allowed).map(({ host }) => host),
        ),
      ];
      expect(told(true).sort()).toEqual(['a.wild.test', 'orders.test']);
      expect(told(false).sort()).toEqual(['b.wild.test', 'closed.test']);
    });

    it('tells of what went past all ways out, also in the last moment', async () => {
      const events: EgressEvent[] = [];
      const seen = await fixture.run(
        driver,
        fixture.spec(
          `import { connect } from 'node:net';
          import { resolve4 } from 'node:dns/promises';
          const dial = host => new Promise(done => connect(443, host).on('error', ({ code }) => done(code)));
          ${print(
            `[await dial('203.0.113.7'), await dial('127.0.0.1'), await resolve4('home.test').catch(({ code }) => code)]`,
          )}`,
          { onEgress: event => events.push(event) },
        ),
      );
      expect(seen).toEqual(['ENETUNREACH', 'ECONNREFUSED', 'ECONNREFUSED']);
      expect(events).toEqual([
        expect.objectContaining({
          ...{ host: 'unknown', port: 0, allowed: false },
          why: expect.stringContaining('address'),
        }),
        expect.objectContaining({
          ...{ host: 'unknown', port: 0, allowed: false },
          why: expect.stringContaining('name'),
        }),
      ]);
    });

    it('says nothing of a server that keeps to itself', async () => {
      const events: EgressEvent[] = [];
      await fixture.run(
        driver,
        fixture.spec(
          `import { once } from 'node:events';
          import { connect, createServer } from 'node:net';
          const server = createServer(socket => socket.end()).listen(0, '127.0.0.1');
          await once(server, 'listening');
          await once(connect(server.address().port, '127.0.0.1').resume(), 'close');
          server.close();
          ${print('1')}`,
          { onEgress: event => events.push(event) },
        ),
      );
      expect(events).toEqual([]);
    });
  });

  it('says what of a profile it cannot keep, and does not start it', async () => {
    const profile = {
      read: ['/etc:/host'],
      network: { outbound: { insecure_allow_all: true } },
    };
    const problems = await driver.check(profile);
    expect(problems).toEqual([
      expect.stringContaining('mounts.read'),
      expect.stringContaining('allowEverything'),
    ]);
    await expect(driver.start(fixture.spec(ECHO, { profile }))).rejects.toThrow(
      'mounts.read',
    );
    expect(records()).toEqual([]);
    expect(await driver.check({ write: ['volume://data:/data'] })).toEqual([]);
    expect(
      await fixture.driver({ allowEverything: true }).check({
        network: { outbound: { insecure_allow_all: true } },
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'a program that the package does not have',
      { command: 'other' },
      "no program 'other'",
    ],
    [
      'a secret without a value',
      {
        profile: {
          sallyport: { secrets: { A: { secret: 'a', as: 'env' as const } } },
        },
      },
      'no value',
    ],
    [
      'a package from elsewhere',
      {
        prepared: {
          package: {
            registry: 'npm' as const,
            identifier: 'x',
            version: '1.0.0',
          },
          integrity: '',
          commands: { x: 'x' },
          location: '/srv',
        },
      },
      'not installed by this driver',
    ],
  ])('does not start %s, and leaves nothing', async (_, change, words) => {
    await expect(driver.start(fixture.spec(ECHO, change))).rejects.toThrow(
      words,
    );
    expect(records()).toEqual([]);
  });

  it('says what bubblewrap said when it makes no sandbox', async () => {
    const spec = fixture.spec(ECHO);
    const gone = {
      ...spec.prepared,
      location: fixture.path('state', 'packages', 'gone'),
    };
    await expect(driver.start({ ...spec, prepared: gone })).rejects.toThrow(
      /bubblewrap made no sandbox: .*gone/,
    );
    expect(records()).toEqual([]);
  });

  it('S6: sweeps what an owner that is gone has left, and nothing else', async () => {
    const of = (owner: string) =>
      fixture.start(driver, fixture.spec(ECHO, { owner }));
    const [dead, alive] = await Promise.all([
      of('a dead one'),
      of('a live one'),
    ]);
    const swept = await driver.sweep({
      isAlive: owner => owner === 'a live one',
    });
    expect(swept).toEqual([dead.runtimeId]);
    expect(await dead.exited).toMatchObject({ signal: 'SIGKILL' });
    alive.stdin.write('still here');
    expect(String((await once(alive.stdout, 'data'))[0])).toBe(
      'echo still here',
    );
    await alive.stop();
    expect(records()).toEqual([]);
  });

  it('leaves alone what another installation on this machine runs', async () => {
    const directory = fixture.path('another-installation');
    mkdirSync(directory);
    const other = fixture.driver({
      directory,
      mounts: { read: [], write: [], volumes: {}, directory },
    });
    const spec = fixture.spec(ECHO, { owner: 'a replica of this one' });
    const running = await fixture.start(driver, spec);
    expect(await other.sweep({ isAlive: () => false })).toEqual([]);
    running.stdin.write('still here');
    expect(String((await once(running.stdout, 'data'))[0])).toBe(
      'echo still here',
    );
    await running.stop();
  });

  it('is not ready, and says in one line what to do, where its folder is not its own', async () => {
    const directory = fixture.path('somebody-elses');
    mkdirSync(directory, { mode: 0o777 });
    const other = fixture.driver({
      directory,
      mounts: { read: [], write: [], volumes: {}, directory },
    });
    // The umask took the bit that matters.
    chmodSync(directory, 0o777);
    const { ready, problems, bounds } = await other.status();
    expect(ready).toBe(false);
    expect(bounds).toEqual({
      memory: 'none',
      pids: 'none',
      cpu: 'none',
      disk: 'none',
    });
    expect(problems).toEqual([
      {
        text: expect.stringContaining('others may write'),
        remedy: expect.any(String),
      },
    ]);
    await expect(other.start(fixture.spec(ECHO))).rejects.toThrow(
      'others may write',
    );
  });
});
