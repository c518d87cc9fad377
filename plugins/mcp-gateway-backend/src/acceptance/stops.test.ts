import type { Stop } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  connect,
  initialize,
  message,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
  programPath,
} from '../runtimes/__testUtils__/hostedServer';
import { PlainProcessDriver } from '../runtimes/__testUtils__/PlainProcessDriver';

jest.setTimeout(60_000);

const ALICE = 'user:default/alice';
const SAID = 'Closed while we look at a leak.';
const server: Stop = {
  ...{ id: 's1', kind: 'server', subject: 'id-of-orders' },
  message: SAID,
};

describe('stops', () => {
  const driver = new PlainProcessDriver({
    scripted: [programPath('scripted')],
  });
  let upstream: Upstream;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      entities: [hostedEntity('files')],
      prepare: registry => {
        registry.put({
          ...activeServer('orders', upstream.url),
          alias: 'orders',
          grants: [grantTo(ALICE, { id: 'g1' })],
        });
        registry.put(hostedServer('files', { identifier: 'scripted' }));
      },
    });
    token = await gateway.token('alice', 'orders');
  });

  beforeEach(async () => {
    gateway.registry.setStops();
    await gateway.applied();
    upstream.called.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    driver.assertNothingLeft();
  });

  const open = async () =>
    await send(gateway.endpoint('orders'), { token, body: initialize });
  /** In a session of its own where none is named; what refuses that is the answer. */
  const call = async (tool = 'echo', session?: string) => {
    let named = session;
    if (named === undefined) {
      const opened = await open();
      named = opened.headers.get('mcp-session-id') ?? undefined;
      const text = await opened.text();
      if (named === undefined) return { status: opened.status, text };
    }
    const response = await send(gateway.endpoint('orders'), {
      token,
      headers: { 'mcp-session-id': named },
      body: message('tools/call', { name: tool, arguments: {} }),
    });
    return { status: response.status, text: await response.text() };
  };
  const stop = async (...stops: Stop[]) => {
    gateway.registry.setStops(...stops);
    await gateway.applied();
  };

  it.each<[string, Stop]>([
    ['stop.server', server],
    ['stop.server', { ...server, kind: 'revision', subject: 'sha256:orders' }],
    ['stop.server', { ...server, kind: 'host', subject: '127.0.0.1' }],
    [
      'stop.tool',
      { ...server, kind: 'tool', serverId: 'id-of-orders', subject: 'echo' },
    ],
    ['stop.access', { ...server, kind: 'grant', subject: 'g1' }],
    ['stop.caller', { ...server, kind: 'person', subject: ALICE }],
  ])(
    '%s: the caller hears what whoever stopped it says',
    async (reason, made) => {
      expect((await call()).text).toContain('echo was called');
      await stop(made);
      const { status, text } = await call();
      expect(status).toBe(200);
      const { error } = JSON.parse(text);
      expect(error).toMatchObject({
        code: -31014,
        data: { reason, refusedBy: 'gateway', stop: 's1' },
      });
      expect(error.message).toContain(SAID);
      expect(upstream.called).toEqual(['echo']);
      await stop();
      expect((await call()).text).toContain('echo was called');
    },
  );

  it('a stopped tool is not listed, and the rest of the server goes on', async () => {
    const { client } = await connect(gateway.endpoint('orders'), token);
    await stop({
      ...{ ...server, kind: 'tool', serverId: 'id-of-orders' },
      subject: 'wipe',
    });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'note']);
    await client.callTool({ name: 'note', arguments: {} });
    await expect(
      client.callTool({ name: 'wipe', arguments: {} }),
    ).rejects.toThrow(SAID);
    await client.close();
  });

  it('a client is stopped by the token that it holds', async () => {
    const { body } = await gateway.as('alice').get('/tokens');
    const ids: string[] = body.items.map((item: { id: string }) => item.id);
    await stop(
      ...ids.map(id => ({
        ...server,
        id,
        kind: 'client' as const,
        subject: id,
      })),
    );
    expect((await call()).text).toContain('stop.caller');
  });

  it('open streams end, and so do the sessions', async () => {
    const opened = await open();
    await opened.text();
    const headers = {
      'mcp-session-id': opened.headers.get('mcp-session-id') ?? '',
    };
    const stream = await send(gateway.endpoint('orders'), {
      ...{ token, headers, httpMethod: 'GET' },
    });
    expect(stream.status).toBe(200);
    await stop(server);
    // Ends or breaks; the time limit of the test is the proof that it does not go on.
    await stream.text().catch(() => {});
    await stop();
    // The session is over, whatever was lifted since; another one can be begun.
    const { text } = await call('echo', headers['mcp-session-id']);
    expect(text).toContain('session.unknown');
    expect((await call()).text).toContain('echo was called');
  });

  it('the endpoint for all servers tells a stopped person so, and shows nothing of a stopped server', async () => {
    const response = await gateway
      .as('alice')
      .post('/tokens', { allServers: true });
    const all = `${gateway.publicUrl}/mcp`;
    const { client } = await connect(all, response.body.token);
    const names = async () =>
      (await client.listTools()).tools.map(({ name }) => name);
    expect(await names()).toContain('orders_echo');
    await stop(server);
    expect((await names()).filter(name => name.startsWith('orders'))).toEqual(
      [],
    );
    await stop({ ...server, kind: 'person', subject: ALICE });
    await expect(names()).rejects.toThrow(SAID);
    await client.close().catch(() => {});
  });

  it('a runtime that is hit ends, and none is started', async () => {
    const files = gateway.endpoint('files');
    const own = await gateway.token('alice', 'files');
    const { client } = await connect(files, own);
    await client.listTools();
    expect(driver.alive.length).toBeGreaterThan(0);
    await stop({ ...server, kind: 'package', subject: 'npm/scripted' });
    await waitUntil(async () => driver.alive.length === 0);
    await expect(client.listTools()).rejects.toThrow();
    await expect(connect(files, own)).rejects.toThrow(SAID);
    expect(driver.alive.length).toBe(0);
    await client.close().catch(() => {});
  });

  it('ends by the clock, without anybody saying so', async () => {
    await stop({
      ...server,
      endsAt: new Date(Date.now() + 1_500).toISOString(),
    });
    expect((await call()).text).toContain('stop.server');
    await waitUntil(async () => (await call()).text.includes('was called'));
  });
});
