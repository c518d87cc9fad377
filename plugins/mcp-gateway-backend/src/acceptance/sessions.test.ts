import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  connect,
  initialize,
  message,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';

describe('sessions and streams', () => {
  let upstream: Upstream;
  let gateway: TestGateway;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry => registry.put(activeServer('orders', upstream.url)),
    });
  });

  beforeEach(() =>
    gateway.registry.change(ORDERS, {
      grants: [grantTo('user:default/alice'), grantTo('user:default/dave')],
    }),
  );

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  async function openSession(person: string) {
    const token = await gateway.token(person, 'orders');
    const { client, transport } = await connect(
      gateway.endpoint('orders'),
      token,
    );
    return { token, client, transport, session: transport.sessionId ?? '' };
  }

  it('keeps a session for the person who opened it', async () => {
    const alice = await openSession('alice');
    const dave = await gateway.token('dave', 'orders');
    const before = upstream.seen.length;
    for (const request of [
      { body: message('tools/list') },
      { httpMethod: 'GET' },
      { httpMethod: 'DELETE' },
    ]) {
      const response = await send(gateway.endpoint('orders'), {
        ...request,
        token: dave,
        headers: { 'mcp-session-id': alice.session },
      });
      expect(response.status).toBe(404);
      expect((await response.json()).error.data.reason).toBe('session.unknown');
    }
    expect(upstream.seen).toHaveLength(before);
    expect((await alice.client.listTools()).tools).toHaveLength(3);
    await alice.client.close();
  });

  it('does not know sessions that were made up or ended', async () => {
    const alice = await openSession('alice');
    await alice.transport.terminateSession();
    for (const session of ['made-up', alice.session]) {
      const response = await send(gateway.endpoint('orders'), {
        token: alice.token,
        body: message('tools/list'),
        headers: { 'mcp-session-id': session },
      });
      expect(response.status).toBe(404);
    }
    await alice.client.close();
  });

  it('E5: one client’s session is unknown to another client of the same person', async () => {
    const alice = await openSession('alice');
    const response = await send(gateway.endpoint('orders'), {
      token: await gateway.token('alice', 'orders'),
      body: message('tools/list'),
      headers: { 'mcp-session-id': alice.session },
    });
    expect(response.status).toBe(404);
    await alice.client.close();
  });

  it('E5: the server’s own session id never reaches the client, nor the gateway’s the server', async () => {
    const token = await gateway.token('alice', 'orders');
    const before = upstream.seen.length;
    const opened = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    await opened.text();
    const session = opened.headers.get('mcp-session-id') ?? '';
    const ask = async (httpMethod: string) =>
      await send(gateway.endpoint('orders'), {
        token,
        httpMethod,
        body: httpMethod === 'POST' ? message('tools/list') : undefined,
        headers: { 'mcp-session-id': session },
      });
    const listed = await ask('POST');
    await listed.text();
    expect(listed.status).toBe(200);
    expect(listed.headers.get('mcp-session-id')).toBe(session);
    expect((await ask('DELETE')).status).toBe(200);

    const [, list, end] = upstream.seen.slice(before);
    const upstreamId = list?.headers['mcp-session-id'];
    expect(upstreamId).toMatch(/^[0-9a-f-]{36}$/);
    expect(end?.headers['mcp-session-id']).toBe(upstreamId);
    expect(session).not.toContain(upstreamId);
    expect(JSON.stringify(upstream.seen)).not.toContain(session);

    await waitUntil(async () => {
      const page = await gateway.as('alice').get('/calls?role=mine&limit=100');
      const calls = JSON.stringify(page.body.items);
      expect(calls).not.toContain(session);
      expect(calls).not.toContain(upstreamId);
      return calls.includes('http/end-session');
    });
  });

  it('E5: the record of a refused call has the session, a hash of its id', async () => {
    const alice = await openSession('alice');
    gateway.registry.change(ORDERS, {
      grants: [grantTo('user:default/alice', { tools: ['echo'] })],
    });
    await gateway.applied();
    await expect(
      alice.client.callTool({ name: 'wipe', arguments: {} }),
    ).rejects.toThrow('Your access does not cover this tool');
    await waitUntil(async () => {
      const page = await gateway
        .as('alice')
        .get('/calls?role=mine&tool=wipe&limit=100');
      return page.body.items.some(
        (call: { sessionId?: string; client?: string }) =>
          /^[0-9a-f]{64}$/.test(call.sessionId ?? '') &&
          call.client === 'sdk 1.2.3',
      );
    });
    await alice.client.close();
  });

  it.each([
    ['the grant is revoked', { grants: [] }],
    ['the server is suspended', { status: 'suspended' as const }],
  ])('ends an open stream when %s', async (_, change) => {
    gateway.registry.change(ORDERS, { status: 'active' });
    const token = await gateway.token('alice', 'orders');
    const opened = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    await opened.text();
    const session = opened.headers.get('mcp-session-id') ?? '';
    const stream = await send(gateway.endpoint('orders'), {
      token,
      httpMethod: 'GET',
      headers: { 'mcp-session-id': session },
    });
    expect(stream.status).toBe(200);
    await upstream.announce();
    const reader = stream.body!.getReader();
    const { value } = await reader.read();
    expect(Buffer.from(value!).toString()).toContain(
      'notifications/tools/list_changed',
    );

    gateway.registry.change(ORDERS, change);
    // Ends or breaks; the time limit of the test is the proof that it does not go on.
    await readToEnd(reader);
  });

  it('ends the open answer of a long call when the grant is revoked, and says so in the record', async () => {
    gateway.registry.change(ORDERS, { status: 'active' });
    const token = await gateway.token('alice', 'orders');
    const opened = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    await opened.text();
    const answer = await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', { name: 'echo', arguments: { linger: 1 } }),
      headers: {
        'mcp-session-id': opened.headers.get('mcp-session-id') ?? '',
      },
    });
    expect(answer.status).toBe(200);

    gateway.registry.change(ORDERS, { grants: [] });
    await readToEnd(answer.body!.getReader());
    await waitUntil(async () => {
      const page = await gateway
        .as('alice')
        .get('/calls?role=mine&tool=echo&limit=100');
      return page.body.items.some(
        (call: { outcome: string }) => call.outcome === 'client-closed',
      );
    });
  });
});

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection was cut.
  }
}
