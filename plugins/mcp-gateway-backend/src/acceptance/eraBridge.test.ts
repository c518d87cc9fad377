import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { bridgedServer } from '../era/__testUtils__/bridgedServer';
import {
  createModernTools,
  type Happened,
} from '../era/__testUtils__/createModernTools';
import { startModernServer } from '../era/__testUtils__/startModernServer';

jest.setTimeout(60_000);

describe('a client of the session era (SDK v1) at a server of MCP 2026-07-28 alone', () => {
  const happened: Happened = { cancelled: [] };
  let server: Awaited<ReturnType<typeof startModernServer>>;
  let gateway: TestGateway;
  let token: string;
  let client: Client;

  const connect = async (capabilities = {}) => {
    const connected = new Client(
      { name: 'v1', version: '1.2.3' },
      { capabilities },
    );
    await connected.connect(
      new StreamableHTTPClientTransport(new URL(gateway.endpoint('orders')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return connected;
  };

  beforeAll(async () => {
    server = await startModernServer(() => createModernTools(happened));
    gateway = await startGateway({
      prepare: registry =>
        registry.put(bridgedServer(server.url, { mirrors: true })),
    });
    token = await gateway.token('alice', 'orders');
  });

  beforeEach(async () => {
    client = await connect({ elicitation: {} });
    server.seen.length = 0;
  });

  afterEach(async () => await client.close());

  afterAll(async () => {
    await gateway.stop();
    await server.stop();
  });

  it('begins a session with what the server says of itself', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'modern' });
    expect(client.getInstructions()).toBe('Be kind.');
    expect(client.getServerCapabilities()).toMatchObject({
      tools: { listChanged: true },
      resources: { subscribe: true },
    });
  });

  it('lists and calls tools, reads resources, gets prompts', async () => {
    const { tools, ...rest } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    expect(rest).not.toHaveProperty('resultType');
    expect(rest).not.toHaveProperty('ttlMs');
    const echoed = await client.callTool({
      name: 'echo',
      arguments: { text: 'grüße' },
    });
    expect(echoed.content).toEqual([{ type: 'text', text: 'grüße' }]);
    const counted = await client.callTool({ name: 'count', arguments: {} });
    expect(counted).not.toHaveProperty('structuredContent');
    const read = await client.readResource({ uri: 'file:///readme' });
    expect(read.contents).toMatchObject([{ text: 'read me' }]);
    const prompt = await client.getPrompt({ name: 'greet' });
    expect(prompt.messages).toHaveLength(1);
    await client.ping();
  });

  it('says of every request what the stateless era wants to know, and never the client’s token', async () => {
    await client.callTool({ name: 'echo', arguments: { text: 'grüße' } });
    const [call] = server.seen.filter(
      ({ message }) => message.method === 'tools/call',
    );
    expect(call.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      'mcp-param-text': `=?base64?${Buffer.from('grüße').toString('base64')}?=`,
    });
    expect(call.headers).not.toHaveProperty('mcp-session-id');
    expect(call.message.params?._meta).toMatchObject({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'v1', version: '1.2.3' },
      'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
    });
    expect(JSON.stringify(server.seen)).not.toContain(token);
  });

  it('passes progress on, and logs to those who asked for them', async () => {
    const progress: number[] = [];
    const logs: unknown[] = [];
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => {
        logs.push(params.data);
      },
    );
    const work = () =>
      client.callTool({ name: 'work' }, undefined, {
        onprogress: ({ progress: done }) => progress.push(done),
      });
    await work();
    expect(progress).toEqual([1, 2]);
    expect(logs).toEqual([]);
    await client.setLoggingLevel('info');
    await work();
    expect(logs).toEqual(['working']);
  });

  it('asks the client what the server wants to know, and brings the state back', async () => {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      expect(params.message).toBe('Who are you?');
      return { action: 'accept', content: { name: 'Alice' } };
    });
    const result = await client.callTool({ name: 'ask' });
    expect(result.content).toEqual([
      { type: 'text', text: 'Hello, Alice, from the state' },
    ]);
    const ids = server.seen
      .filter(({ message }) => message.method === 'tools/call')
      .map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('says that a client cannot be asked', async () => {
    const silent = await connect();
    await expect(silent.callTool({ name: 'ask' })).rejects.toThrow(
      /elicitation|did not declare/i,
    );
    await silent.close();
  });

  it('ends the server’s work when the client cancels', async () => {
    const abort = new AbortController();
    const call = client.callTool({ name: 'linger' }, undefined, {
      signal: abort.signal,
    });
    await waitUntil(() =>
      server.seen.some(({ message }) => message.method === 'tools/call'),
    );
    abort.abort();
    await expect(call).rejects.toThrow();
    await waitUntil(() => happened.cancelled.length > 0);
    expect(happened.cancelled).toEqual(['linger']);
  });

  it('tells of changes on the client’s own stream', async () => {
    const told: string[] = [];
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      told.push('tools');
    });
    client.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }) => {
        told.push(params.uri);
      },
    );
    const listens = () =>
      server.seen.filter(
        ({ message }) => message.method === 'subscriptions/listen',
      );
    // The stream is opened right after the session.
    const fresh = await connect();
    await waitUntil(() => listens().length > 0);
    await fresh.close();
    await waitUntil(() => {
      server.notify.toolsChanged();
      return told.includes('tools');
    });
    await client.subscribeResource({ uri: 'file:///readme' });
    await waitUntil(() => {
      server.notify.resourceUpdated('file:///readme');
      return told.includes('file:///readme');
    });
    expect(told).not.toContain('file:///other');
  });

  it.each([
    ['an unknown tool', { name: 'none' }],
    ['wrong arguments', { name: 'echo', arguments: { text: 1 } }],
  ])('tells of errors as the session era does: %s', async (_, call) => {
    const outcome = await client.callTool(call).then(
      result => result.isError === true,
      error => typeof error.code === 'number',
    );
    expect(outcome).toBe(true);
  });

  it('says what cannot be carried over', async () => {
    const call = client.request(
      {
        method: 'tools/call',
        params: { name: 'echo', arguments: { text: 'x' }, task: { ttl: 1 } },
      },
      ToolListChangedNotificationSchema,
    );
    await expect(call).rejects.toThrow(/2026-07-28 alone/);
  });
});
