import { connect, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
  programPath,
} from '../runtimes/__testUtils__/hostedServer';
import { PlainProcessDriver } from '../runtimes/__testUtils__/PlainProcessDriver';

jest.setTimeout(60_000);

const NAMES = [
  ...['own', 'each', 'failing', 'mute', 'late', 'odd'],
  ...['lacking', 'personal'],
];

/** When runtimes of servers start and end, and what those are told whose call finds none. */
describe('the life of hosted servers', () => {
  const driver = new PlainProcessDriver({
    scripted: [programPath('scripted')],
    failing: [programPath('scripted'), '--fail'],
    mute: [programPath('scripted'), '--mute'],
  });
  let gateway: TestGateway;

  const scripted = (
    name: string,
    more: Partial<Parameters<typeof hostedServer>[1]> = {},
  ) => hostedServer(name, { identifier: 'scripted', ...more });

  const personal = (isolation: 'shared' | 'per-user') => {
    const document = scripted('personal', {
      isolation,
      profile: {
        sallyport: { secrets: { TOKEN: { secret: 'credential', as: 'env' } } },
      },
    });
    const { approvedRevision } = document;
    return {
      ...document,
      approvedRevision: {
        ...approvedRevision!,
        digest: `sha256:personal-${isolation}`,
        credential: { type: 'personal-key' as const },
      },
    };
  };

  beforeAll(async () => {
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      entities: NAMES.map(hostedEntity),
      encryption: {
        keys: [
          { id: 'first', secret: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0ISE=' },
        ],
      },
      credentials: {
        secrets: {
          theirs: {
            value: 'of-another-server',
            servers: ['api:default/orders'],
          },
        },
      },
      runtimes: { startSeconds: 2, drainSeconds: 20, maxPerPerson: 3 },
      prepare: registry => {
        registry.put(scripted('orders'));
        registry.put(scripted('billing'));
        registry.put(scripted('own', { isolation: 'per-session' }));
        registry.put(scripted('each', { isolation: 'per-user' }));
        registry.put(hostedServer('failing', { identifier: 'failing' }));
        registry.put(scripted('late'));
        registry.put(hostedServer('mute', { identifier: 'mute' }));
        registry.put(
          scripted('odd', {
            package: {
              registry: 'npm',
              identifier: 'scripted',
              version: '1.0.0',
              integrity: 'sha512-of-something-else',
            },
          }),
        );
        registry.put(
          scripted('lacking', {
            profile: {
              sallyport: { secrets: { KEY: { secret: 'theirs', as: 'env' } } },
            },
          }),
        );
        registry.put(personal('shared'));
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    driver.assertNothingLeft();
  });

  const open = async (name: string, person = 'alice') => {
    const { client, transport } = await connect(
      gateway.endpoint(name),
      await gateway.token(person, name),
    );
    const call = async (tool: string, given: object = {}) => {
      const { content } = await client.callTool({
        name: tool,
        arguments: { ...given },
      });
      return (content as { text: string }[])[0].text;
    };
    return { client, transport, call, pid: () => call('note') };
  };
  const failure = async (run: Promise<unknown>) =>
    await run.then(
      () => 'it went well',
      (error: unknown) => String(error),
    );
  const runtimeOf = async (name: string) =>
    (await gateway.as('bob').get(`/servers/id-of-${name}/runtime`).expect(200))
      .body;
  const isAlive = (pid: string) =>
    driver.alive.some(child => String(child.pid) === pid);

  it('starts one at the first call, and one alone for many at once', async () => {
    expect(driver.started).toEqual([]);
    const people = await Promise.all([
      open('orders'),
      open('orders', 'dave'),
      open('orders'),
    ]);
    const pids = await Promise.all(people.map(({ pid }) => pid()));
    expect(new Set(pids).size).toBe(1);
    expect(driver.started).toHaveLength(1);
    await waitUntil(
      async () => (await runtimeOf('orders')).runtimes[0]?.state === 'running',
    );
    const shown = await runtimeOf('orders');
    expect(shown).toMatchObject({
      serverRef: 'api:default/orders',
      isolation: 'shared',
      driver: { ready: true, tier: 'none, a test' },
      runtimes: [{ state: 'running', digest: 'sha256:orders' }],
      lastDay: { starts: 1, failures: 0 },
    });
    expect(shown.events.map(({ event }: { event: string }) => event)).toEqual([
      'started',
      'wanted',
    ]);
    for (const { client } of people) await client.close();
  });

  it('has one for each session, which ends with it', async () => {
    const one = await open('own');
    const other = await open('own');
    const pids = [await one.pid(), await other.pid()];
    expect(pids[0]).not.toBe(pids[1]);
    await one.transport.terminateSession();
    await waitUntil(() => !isAlive(pids[0]));
    expect(await other.pid()).toBe(pids[1]);
    process.kill(Number(pids[1]), 'SIGKILL');
    await waitUntil(() => !isAlive(pids[1]));
    // Its session is over with it: clients begin anew.
    expect(await failure(other.pid())).toContain('session');
    const again = await open('own');
    expect(await again.pid()).not.toBe(pids[1]);
    await again.transport.terminateSession();
    for (const { client } of [one, other, again]) await client.close();
  });

  it('has one for each person, and so many a person may have', async () => {
    const [alice, again, dave] = [
      await open('each'),
      await open('each'),
      await open('each', 'dave'),
    ];
    expect(await again.pid()).toBe(await alice.pid());
    expect(await dave.pid()).not.toBe(await alice.pid());
    await dave.client.close();
    const sessions = [await open('own'), await open('own')];
    const busy = [
      alice.call('wipe', { do: 'slow', ms: 1500 }),
      ...sessions.map(({ call }) => call('wipe', { do: 'slow', ms: 1500 })),
    ];
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await failure(open('own'))).toContain(
      'as many servers running as one person may',
    );
    expect(await Promise.all(busy)).toEqual(['slept', 'slept', 'slept']);
    // Now the least used one gives way.
    const more = await open('own');
    expect(await more.pid()).toBeTruthy();
    for (const { client } of [alice, again, more, ...sessions]) {
      await client.close();
    }
  });

  it('replaces it when another revision is approved: calls under way finish, new ones are of the new one', async () => {
    const { client, call, pid } = await open('orders');
    const before = await pid();
    const slow = call('wipe', { do: 'slow', ms: 1_000 });
    await new Promise(resolve => setTimeout(resolve, 200));
    const next = scripted('orders');
    gateway.registry.change('api:default/orders', {
      approvedRevision: { ...next.approvedRevision!, digest: 'sha256:next' },
    });
    await gateway.applied();
    expect(await pid()).not.toBe(before);
    expect(isAlive(before)).toBe(true);
    expect(await slow).toBe('slept');
    await waitUntil(() => !isAlive(before));
    expect((await runtimeOf('orders')).events).toContainEqual(
      expect.objectContaining({
        event: 'replaced',
        state: 'draining',
        why: 'Another revision is approved.',
      }),
    );
    await client.close();
  });

  it('ends it when the server is suspended, with what it works on', async () => {
    const { client, call, pid } = await open('billing');
    const before = await pid();
    const hanging = failure(call('wipe', { do: 'hang' }));
    gateway.registry.change('api:default/billing', { status: 'suspended' });
    await waitUntil(() => !isAlive(before));
    expect(await hanging).not.toBe('it went well');
    gateway.registry.change('api:default/billing', { status: 'active' });
    await gateway.applied();
    expect(await pid()).not.toBe(before);
    await client.close();
  });

  it("ends a person's own when their access ends", async () => {
    const { client, pid } = await open('each', 'dave');
    const before = await pid();
    const { grants } = scripted('each');
    gateway.registry.change('api:default/each', {
      grants: grants.filter(({ subject }) => subject.endsWith('alice')),
    });
    await waitUntil(() => !isAlive(before));
    expect(isAlive(before)).toBe(false);
    gateway.registry.change('api:default/each', { grants });
    await client.close();
  });

  it('lets its owners, and nobody else, look at it, restart it and stop it', async () => {
    const { client, call, pid } = await open('orders');
    const before = await pid();
    const as = gateway.as('alice');
    await as.get('/servers/id-of-orders/runtime').expect(404);
    await as.post('/servers/id-of-orders/runtime/stop', {}).expect(404);
    await gateway.as('bob').get('/servers/no-such/runtime').expect(404);
    const slow = call('wipe', { do: 'slow', ms: 500 });
    await new Promise(resolve => setTimeout(resolve, 100));
    await gateway
      .as('bob')
      .post('/servers/id-of-orders/runtime/restart', {})
      .expect(202);
    const restarted = await pid();
    expect(restarted).not.toBe(before);
    expect(await slow).toBe('slept');
    const hanging = failure(call('wipe', { do: 'hang' }));
    await new Promise(resolve => setTimeout(resolve, 100));
    await gateway
      .as('bob')
      .post('/servers/id-of-orders/runtime/stop', {})
      .expect(202);
    expect(await hanging).toContain('Its owner has stopped it');
    expect(await pid()).not.toBe(restarted);
    await client.close();
  });

  it('never starts anything where the sandbox is not ready, and says what is missing', async () => {
    await gateway
      .as('bob')
      .post('/servers/id-of-orders/runtime/stop', {})
      .expect(202);
    await waitUntil(
      async () => (await runtimeOf('orders')).runtimes.length === 0,
    );
    const started = driver.started.length;
    driver.isReady = false;
    try {
      // What the driver has said holds for ten seconds.
      const until = Date.now() + 15_000;
      let refused = '';
      while (!refused.includes('sandbox') && Date.now() < until) {
        refused = await failure(open('mute'));
        await new Promise(resolve => setTimeout(resolve, 500));
      }
      expect(refused).toContain('The gateway could not start this server.');
      expect(refused).toContain('The sandbox is missing. Install it.');
      expect(driver.started.length - started).toBeLessThan(8);
    } finally {
      driver.isReady = true;
    }
  });

  it.each([
    ['failing', 'It ended by itself (exit code 1).'],
    ['odd', 'The package is not what was approved.'],
    ['lacking', "The gateway has no secret 'theirs' for it"],
  ])('says why %s does not start', async (name, expected) => {
    const token = await gateway.token('alice', name);
    let body: { error?: { message: string; data: object } } = {};
    await waitUntil(async () => {
      const response = await send(gateway.endpoint(name), {
        token,
        body: message('initialize', {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'test', version: '1' },
        }),
      });
      body = await response.json();
      return !body.error?.message.includes('sandbox');
    });
    expect(body.error?.message).toContain(expected);
    expect(body.error?.data).toMatchObject({
      reason: 'runtime.unavailable',
      refusedBy: 'gateway',
    });
  });

  it('shows its owner what one that does not start has written', async () => {
    await waitUntil(async () => {
      const { log, runtimes } = await runtimeOf('failing');
      // What is left of it is taken out of the list within a second.
      return log.length > 0 && runtimes.length === 0;
    });
    expect(await runtimeOf('failing')).toMatchObject({
      runtimes: [],
      log: [{ text: 'cannot start: no configuration' }],
      lastDay: { starts: 0 },
    });
  });

  it('does not wait for ever for one that says nothing', async () => {
    expect(await failure(open('mute'))).toContain('It did not start in time.');
    expect(driver.alive.length).toBeLessThan(10);
  });

  it('does not wait for ever for a driver that does not start it, and ends what comes too late', async () => {
    let goOn = () => {};
    driver.starting = new Promise(resolve => {
      goOn = resolve;
    });
    const before = driver.processes.length;
    try {
      expect(await failure(open('late'))).toContain(
        'It did not start in time.',
      );
    } finally {
      goOn();
    }
    await waitUntil(() => driver.processes.length > before);
    await waitUntil(() =>
      driver.processes
        .slice(before)
        .every(({ exitCode, signalCode }) => exitCode ?? signalCode),
    );
  });

  it("gives a person's own credential to a runtime of their own, and to no shared one", async () => {
    await gateway
      .as('alice')
      .post('/connections/keys', {
        serverRef: 'api:default/personal',
        key: 'the-key-of-alice',
      })
      .expect(204);
    expect(await failure(open('personal'))).toContain(
      "one person's credential in a runtime that others share",
    );
    const document = personal('per-user');
    gateway.registry.change('api:default/personal', {
      approvedRevision: document.approvedRevision,
    });
    await gateway.applied();
    const { client, call } = await open('personal');
    expect(await call('wipe', { do: 'secret' })).toBe(
      `the token is ${'*'.repeat('the-key-of-alice'.length)}`,
    );
    expect(driver.started.at(-1)?.secrets).toEqual({
      TOKEN: 'the-key-of-alice',
    });
    await client.close();
  });
});

describe('a gateway that runs no servers', () => {
  it('says so to whoever calls one, and starts nothing', async () => {
    const gateway = await startGateway({
      prepare: registry =>
        registry.put(hostedServer('orders', { identifier: 'scripted' })),
    });
    const response = await send(gateway.endpoint('orders'), {
      token: await gateway.token('alice', 'orders'),
      body: message('initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      }),
    });
    expect(response.status).toBe(503);
    const { error } = await response.json();
    expect(error.code).toBe(-31013);
    expect(error.message).toContain('has nothing that runs servers');
    const { body } = await gateway
      .as('bob')
      .get('/servers/id-of-orders/runtime')
      .expect(200);
    expect(body.driver.ready).toBe(false);
    await gateway.stop();
  });
});

describe('hibernation', () => {
  it('ends what nobody uses, and the next call of the same session starts it again', async () => {
    const driver = new PlainProcessDriver({
      scripted: [programPath('scripted')],
    });
    const gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      runtimes: { idleMinutes: 0.02 },
      prepare: registry =>
        registry.put(hostedServer('orders', { identifier: 'scripted' })),
    });
    const { client } = await connect(
      gateway.endpoint('orders'),
      await gateway.token('alice', 'orders'),
    );
    await client.callTool({ name: 'echo', arguments: {} });
    await waitUntil(() => driver.alive.length === 0);
    await client.callTool({ name: 'echo', arguments: {} });
    expect(driver.started).toHaveLength(2);
    const { body } = await gateway
      .as('bob')
      .get('/servers/id-of-orders/runtime')
      .expect(200);
    expect(body.events).toContainEqual(
      expect.objectContaining({ event: 'idle', state: 'stopping' }),
    );
    await client.close();
    await gateway.stop();
  });

  it('waits as long as the configuration says for that server', async () => {
    const driver = new PlainProcessDriver({
      scripted: [programPath('scripted')],
      slow: [programPath('scripted')],
    });
    const gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      runtimes: {
        idleMinutes: 0.02,
        servers: [{ serverRef: 'API:default/Billing', idleMinutes: 60 }],
      },
      prepare: registry => {
        registry.put(hostedServer('orders', { identifier: 'scripted' }));
        registry.put(hostedServer('billing', { identifier: 'slow' }));
      },
    });
    for (const name of ['billing', 'orders']) {
      const { client } = await connect(
        gateway.endpoint(name),
        await gateway.token('alice', name),
      );
      await client.callTool({ name: 'echo', arguments: {} });
      await client.close();
    }
    const runtimeOf = async (name: string) => {
      const { body } = await gateway
        .as('bob')
        .get(`/servers/id-of-${name}/runtime`)
        .expect(200);
      return body;
    };
    await waitUntil(() => driver.alive.length === 1);
    expect(await runtimeOf('billing')).toMatchObject({
      idleSeconds: 3600,
      runtimes: [{ state: 'running' }],
    });
    expect(await runtimeOf('orders')).toMatchObject({
      idleSeconds: 1,
      events: expect.arrayContaining([
        expect.objectContaining({ event: 'idle' }),
      ]),
    });
    await gateway.stop();
  });
});
