import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import {
  connect,
  initialize,
  message,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
  programPath,
} from '../runtimes/__testUtils__/hostedServer';
import { HttpProcessDriver } from '../runtimes/__testUtils__/HttpProcessDriver';

jest.setTimeout(60_000);

const HTTP = { http: { port: 8080, path: '/mcp' } };
const KEY = 'sesame-open-up';

/** Servers that the gateway runs and that speak HTTP by themselves, in two processes each. */
describe('hosted servers that speak HTTP', () => {
  const driver = new HttpProcessDriver({
    listening: [programPath('listening')],
  });
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      entities: ['web', 'own'].map(hostedEntity),
      credentials: { secrets: { key: { value: KEY, servers: ['web'] } } },
      prepare: registry => {
        registry.put(
          hostedServer('web', {
            identifier: 'listening',
            ...HTTP,
            profile: {
              sallyport: { secrets: { KEY: { secret: 'key', as: 'env' } } },
            },
          }),
        );
        registry.put(
          hostedServer('own', {
            identifier: 'listening',
            ...HTTP,
            isolation: 'per-session',
          }),
        );
      },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    driver.assertNothingLeft();
  });

  const alice = async (name = 'web') =>
    await connect(gateway.endpoint(name), await gateway.token('alice', name));
  const echo = async ({ client }: Awaited<ReturnType<typeof alice>>) => {
    const { content } = await client.callTool({ name: 'echo', arguments: {} });
    const [{ text }] = content as [{ text: string }];
    const [pid, count] = text.split(' ').map(Number);
    return { pid, count };
  };

  it('a session stays with the process that began it, and others are with others', async () => {
    const [one, two] = [await alice(), await alice()];
    const first = await echo(one);
    const second = await echo(two);
    expect(first.pid).not.toBe(second.pid);
    for (const count of [2, 3]) {
      expect(await echo(one)).toEqual({ pid: first.pid, count });
      expect(await echo(two)).toEqual({ pid: second.pid, count });
    }
    expect(driver.services).toHaveLength(1);
    await one.client.close();
    await two.client.close();
  });

  const modern = async () => {
    const client = new ModernClient(
      { name: 'v2', version: '2.3.4' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const token = await gateway.token('alice', 'web');
    await client.connect(
      new ModernTransport(new URL(gateway.endpoint('web')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return client;
  };

  it('a client of the stateless era is bridged', async () => {
    const client = await modern();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'note', 'wipe']);
    const { content } = await client.callTool({ name: 'echo', arguments: {} });
    expect(JSON.stringify(content)).toMatch(/\d+ \d+/);
    await client.close();
  });

  it('C6: what its runtime was given is told to nobody', async () => {
    const { client } = await alice();
    const { content } = await client.callTool({ name: 'wipe', arguments: {} });
    expect(JSON.stringify(content)).not.toContain(KEY);
    expect(driver.started[0].secrets).toEqual({ KEY });
    await client.close();
  });

  it('a process that goes ends a call under way with an error of the protocol, and its sessions', async () => {
    const endpoint = gateway.endpoint('web');
    const token = await gateway.token('alice', 'web');
    const begun = await send(endpoint, { token, body: initialize });
    const headers = { 'mcp-session-id': begun.headers.get('mcp-session-id')! };
    const body = message('tools/call', { name: 'note', arguments: {} }, 7);
    const answer = await send(endpoint, { token, headers, body });
    const events = (await answer.text())
      .split('\n')
      .filter(line => line.startsWith('data: '))
      .map(line => JSON.parse(line.slice(6)));
    expect(events).toEqual([
      expect.objectContaining({ method: 'notifications/message' }),
      {
        jsonrpc: '2.0',
        id: 7,
        error: expect.objectContaining({
          data: { reason: 'upstream.unreachable', failedAt: 'server' },
        }),
      },
    ]);
    const after = await send(endpoint, {
      ...{ token, headers },
      body: message('tools/call', { name: 'echo', arguments: {} }, 8),
    });
    expect(after.status).toBe(404);
    // The other process takes who begins anew.
    const again = await alice();
    expect(await echo(again)).toMatchObject({ count: 1 });
    expect(driver.services[0].endpoints()).toHaveLength(1);
    await again.client.close();
  });

  it('a bridged call ends with an error, too; callers are told where no process is left', async () => {
    const client = await modern();
    await expect(
      client.callTool({ name: 'note', arguments: {} }),
    ).rejects.toMatchObject({
      data: expect.objectContaining({ reason: 'upstream.unreachable' }),
    });
    await client.close();
    // Its connection ends a moment before it does.
    for (let tries = 0; tries < 50; tries++) {
      if (driver.services[0].endpoints().length === 0) break;
      await sleep(100);
    }
    expect(driver.services[0].endpoints()).toEqual([]);
    await expect(alice()).rejects.toThrow('None of its processes takes calls');
  });

  it('a runtime for each session ends with it', async () => {
    const before = driver.services.length;
    const [one, two] = [await alice('own'), await alice('own')];
    expect(driver.services).toHaveLength(before + 2);
    expect(await echo(one)).toMatchObject({ count: 1 });
    expect(await echo(one)).toMatchObject({ count: 2 });
    expect(await echo(two)).toMatchObject({ count: 1 });
    await one.transport.terminateSession();
    await driver.services[before].exited;
    expect(await echo(two)).toMatchObject({ count: 2 });
    await two.transport.terminateSession();
    await driver.services[before + 1].exited;
  });
});
