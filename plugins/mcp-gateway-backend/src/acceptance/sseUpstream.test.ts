import {
  ListRootsRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  startSseUpstream,
  type SseTestUpstream,
} from '../__testUtils__/startSseUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';

/** Servers of MCP 2024-11-05's HTTP+SSE transport behind the gateway, which shows them as Streamable HTTP. */
describe('HTTP+SSE servers', () => {
  let upstream: SseTestUpstream;
  let gateway: TestGateway;

  const document = (url: string) => {
    const active = activeServer('orders', url);
    return {
      ...active,
      approvedRevision: {
        ...active.approvedRevision!,
        upstream: { type: 'sse' as const, url },
      },
      grants: [grantTo('user:default/alice'), grantTo('user:default/dave')],
    };
  };

  beforeAll(async () => {
    upstream = await startSseUpstream();
    gateway = await startGateway({
      prepare: registry => registry.put(document(upstream.url)),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  async function connect(person = 'alice', capabilities = {}) {
    const token = await gateway.token(person, 'orders');
    const client = new Client(
      { name: 'sdk', version: '1.2.3' },
      { capabilities },
    );
    const transport = new StreamableHTTPClientTransport(
      new URL(gateway.endpoint('orders')),
      { requestInit: { headers: { authorization: `Bearer ${token}` } } },
    );
    await client.connect(transport);
    return { token, client, transport, session: transport.sessionId ?? '' };
  }

  it('serves the SDK client: initialize, filtered list, call, end', async () => {
    const { client, transport } = await connect();
    expect(client.getServerVersion()).toEqual({
      name: 'old',
      version: '0.1.0',
    });
    const { tools } = await client.listTools();
    // `grown` is not in the approved surface.
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'note', 'wipe']);
    const result = await client.callTool({
      name: 'echo',
      arguments: { text: 'ü\u2028' },
    });
    expect(result.content).toEqual([
      { type: 'text', text: 'echo was called with {"text":"ü\u2028"}' },
    ]);
    const before = upstream.sessions.size;
    await transport.terminateSession();
    await waitUntil(() => upstream.sessions.size === before - 1);
    await client.close();
  });

  it('answers many calls at a time, each with its own', async () => {
    const { client } = await connect();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        client.callTool({ name: 'echo', arguments: { n } }),
      ),
    );
    expect(results.map(({ content }) => content)).toEqual(
      results.map((_, n) => [
        { type: 'text', text: `echo was called with {"n":${n}}` },
      ]),
    );
    await client.close();
  });

  it('carries progress, notifications, and questions to the client', async () => {
    const { client } = await connect('alice', { roots: {} });
    client.setRequestHandler(ListRootsRequestSchema, async () => ({
      roots: [{ uri: 'file:///work' }],
    }));
    const progress: number[] = [];
    await client.callTool(
      { name: 'echo', arguments: { progress: true } },
      undefined,
      { onprogress: event => progress.push(event.progress) },
    );
    expect(progress).toEqual([1, 2]);

    const asked = await client.callTool({
      name: 'echo',
      arguments: { ask: true },
    });
    expect(asked.content).toEqual([{ type: 'text', text: 'file:///work' }]);

    const changed = jest.fn();
    client.setNotificationHandler(ToolListChangedNotificationSchema, changed);
    await upstream.announce();
    await waitUntil(() => changed.mock.calls.length > 0);
    await client.close();
  });

  it('E5: keeps sessions apart, between people and from what is no session', async () => {
    const alice = await connect('alice');
    const dave = await gateway.token('dave', 'orders');
    const before = upstream.seen.length;
    for (const [token, session] of [
      [dave, alice.session],
      [alice.token, 'made-up'],
    ]) {
      const response = await send(gateway.endpoint('orders'), {
        token,
        body: message('tools/list'),
        headers: { 'mcp-session-id': session },
      });
      expect(response.status).toBe(404);
    }
    const none = await send(gateway.endpoint('orders'), {
      token: alice.token,
      body: message('tools/list'),
    });
    expect(none.status).toBe(400);
    expect(upstream.seen).toHaveLength(before);
    await alice.client.close();
  });

  it('a session whose stream the server ended is over, and a new one works', async () => {
    const { client, token, session } = await connect();
    const lingering = client
      .callTool({ name: 'echo', arguments: { linger: true } })
      .catch((error: unknown) => error);
    await waitUntil(() => upstream.seen.at(-1) === 'POST /messages');
    upstream.dropStreams();
    await client.close();
    expect(await lingering).toBeInstanceOf(Error);
    await waitUntil(async () => {
      const response = await send(gateway.endpoint('orders'), {
        token,
        body: message('tools/list'),
        headers: { 'mcp-session-id': session },
      });
      return response.status === 404;
    });
    const again = await connect();
    expect((await again.client.listTools()).tools).toHaveLength(3);
    await again.client.close();
  });

  it('S5: answers that nobody asked for reach nobody', async () => {
    const { client } = await connect();
    const seen: unknown[] = [];
    client.onerror = error => seen.push(error);
    upstream.inject(
      [
        'data: {"jsonrpc":"2.0","id":999,"result":{"tools":[]}}',
        'data: not json',
        'data: [{"jsonrpc":"2.0","id":998,"result":{}}]',
        'event: unknown\ndata: {"jsonrpc":"2.0","method":"notifications/x"}',
        '',
      ].join('\n\n'),
    );
    expect((await client.listTools()).tools).toHaveLength(3);
    expect(seen).toEqual([]);
    await client.close();
  });

  it('a call ends with the access to its server, and is told why', async () => {
    const { client } = await connect('alice');
    const posted = upstream.seen.length;
    const refused = client
      .callTool({ name: 'echo', arguments: { linger: true } })
      .catch(error => error.message);
    await waitUntil(() => upstream.seen.length > posted);
    gateway.registry.change(ORDERS, { status: 'suspended' });
    expect(await refused).toMatch(/suspended/);
    gateway.registry.change(ORDERS, { status: 'active' });
    await gateway.applied();
    await client.close();
  });

  it('what is decided is what the stream carries: a revoked grant ends it', async () => {
    const { client, token, session } = await connect('dave');
    const stream = await send(gateway.endpoint('orders'), {
      token,
      httpMethod: 'GET',
      headers: { 'mcp-session-id': session },
    });
    expect(stream.status).toBe(200);
    const ended = stream.text().catch(() => 'ended');
    gateway.registry.change(ORDERS, {
      grants: [grantTo('user:default/alice')],
    });
    await ended;
    await client.close().catch(() => {});
  });

  it.each([
    ['http://169.254.169.254/latest', 'upstream.invalid'],
    ['http://127.0.0.1:1/messages', 'upstream.invalid'],
    ['https://evil.example.com/messages', 'upstream.invalid'],
    ['//evil.example.com/messages', 'upstream.invalid'],
  ])('R1: posts nothing to %s', async (endpoint, reason) => {
    const lying = await startSseUpstream({ endpoint });
    gateway.registry.change(ORDERS, document(lying.url));
    await gateway.applied();
    const response = await send(gateway.endpoint('orders'), {
      token: await gateway.token('alice', 'orders'),
      body: initialize,
    });
    expect((await response.json()).error.data.reason).toBe(reason);
    expect(lying.seen).toEqual(['GET /sse']);
    await lying.stop();
  });
});
