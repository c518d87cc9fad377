import {
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { modern, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { bridgedServer } from '../era/__testUtils__/bridgedServer';
import { createLegacyTools } from '../era/__testUtils__/createLegacyTools';
import type { Happened } from '../era/__testUtils__/createModernTools';
import { startLegacyServer } from '../era/__testUtils__/startLegacyServer';

jest.setTimeout(60_000);

/** The last message of an answer, as JSON or as a stream. */
async function answerOf(response: Response) {
  const text = await response.text();
  const data = text.split('\n').filter(line => line.startsWith('data: '));
  return JSON.parse(data.at(-1)?.slice('data: '.length) ?? text);
}

const LEVEL = 'io.modelcontextprotocol/logLevel';

describe('a client of MCP 2026-07-28 alone (SDK v2) at a server of the session era', () => {
  const happened: Happened = { cancelled: [] };
  let server: Awaited<ReturnType<typeof startLegacyServer>>;
  let gateway: TestGateway;
  let token: string;
  let client: Client;

  const connect = async (capabilities = {}) => {
    const connected = new Client(
      { name: 'v2', version: '2.3.4' },
      { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await connected.connect(
      new StreamableHTTPClientTransport(new URL(gateway.endpoint('orders')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return connected;
  };
  const named = (names: string[]) => async () => ({
    action: 'accept' as const,
    content: { name: names.shift() ?? 'Alice' },
  });

  beforeAll(async () => {
    server = await startLegacyServer(() => createLegacyTools(happened));
    gateway = await startGateway({
      prepare: registry => registry.put(bridgedServer(server.url)),
    });
    token = await gateway.token('alice', 'orders');
  });

  beforeEach(async () => {
    client = await connect({ elicitation: { form: {} } });
    server.seen.length = 0;
  });

  afterEach(async () => await client.close());

  afterAll(async () => {
    await gateway.stop();
    await server.stop();
  });

  it('discovers what the server says of itself', async () => {
    expect(client.getProtocolEra()).toBe('modern');
    expect(client.getInstructions()).toBe('Be kind.');
    expect(client.getServerCapabilities()).toMatchObject({
      tools: { listChanged: true },
      resources: { subscribe: true },
    });
    const answer = await send(gateway.endpoint('orders'), {
      token,
      ...modern('server/discover'),
    });
    expect((await answer.json()).result).toMatchObject({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      cacheScope: 'private',
    });
  });

  it('lists and calls tools, reads resources, gets prompts: in one session', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    const echoed = await client.callTool({
      name: 'echo',
      arguments: { text: 'hello' },
    });
    expect(echoed.content).toEqual([{ type: 'text', text: 'hello' }]);
    const read = await client.readResource({ uri: 'file:///readme' });
    expect(read.contents).toMatchObject([{ text: 'read me' }]);
    const prompt = await client.getPrompt({ name: 'greet' });
    expect(prompt.messages).toHaveLength(1);
    const ids = server.seen.map(({ headers }) => headers['mcp-session-id']);
    expect(new Set(ids).size).toBe(1);
    expect(JSON.stringify(server.seen)).not.toContain(token);
  });

  it('begins a session anew when the server has lost it', async () => {
    await client.callTool({ name: 'echo', arguments: { text: 'one' } });
    for (const { transport } of [...server.sessions.values()]) {
      await transport.close();
    }
    server.sessions.clear();
    const echoed = await client.callTool({
      name: 'echo',
      arguments: { text: 'two' },
    });
    expect(echoed.content).toEqual([{ type: 'text', text: 'two' }]);
  });

  it('passes progress on, and logs to those who asked for them', async () => {
    const progress: number[] = [];
    const logs: unknown[] = [];
    client.setNotificationHandler('notifications/message', ({ params }) => {
      logs.push(params.data);
    });
    const onprogress = ({ progress: done }: { progress: number }) => {
      progress.push(done);
    };
    await client.callTool({ name: 'work' }, { onprogress });
    expect(progress).toEqual([1, 2]);
    expect(logs).toEqual([]);
    await client.callTool({ name: 'work', _meta: { [LEVEL]: 'info' } });
    expect(logs).toEqual(['working']);
  });

  it('asks what the server asks on the stream of the call', async () => {
    client.setRequestHandler('elicitation/create', named(['Alice']));
    const result = await client.callTool({ name: 'ask' });
    expect(result.content).toEqual([{ type: 'text', text: 'Hello, Alice' }]);
  });

  it('asks what the server asks on the stream of the session, more than once', async () => {
    client.setRequestHandler('elicitation/create', named(['Alice', 'Bob']));
    const result = await client.callTool({ name: 'count' });
    expect(result.content).toEqual([{ type: 'text', text: 'Alice and Bob' }]);
  });

  it('takes the state of a request for no other, from nobody else', async () => {
    const capabilities = { elicitation: {} };
    const endpoint = gateway.endpoint('orders');
    const ask = async (name: string, input = {}) => {
      const request = modern(
        'tools/call',
        { name, ...input },
        { capabilities },
      );
      return await answerOf(await send(endpoint, { token, ...request }));
    };
    const asked = await ask('ask');
    expect(asked.result.resultType).toBe('input_required');
    const { requestState, inputRequests } = asked.result;
    const [key] = Object.keys(inputRequests);
    const inputResponses = {
      [key]: { action: 'accept', content: { name: 'Eve' } },
    };
    const other = await ask('count', { requestState, inputResponses });
    expect(other.error.code).toBe(-32602);
    const forged = await ask('ask', {
      requestState: `${requestState.slice(0, -4)}AAAA`,
      inputResponses,
    });
    expect(forged.error.code).toBe(-32602);
    const own = await ask('ask', { requestState, inputResponses });
    expect(own.result.content).toEqual([{ type: 'text', text: 'Hello, Eve' }]);
    const again = await ask('ask', { requestState, inputResponses });
    expect(again.error.message).toMatch(/make it again/);
  });

  it('tells a client what it would have to declare', async () => {
    const endpoint = gateway.endpoint('orders');
    const request = modern('tools/call', { name: 'ask' });
    const answer = await send(endpoint, { token, ...request });
    expect(answer.status).toBe(400);
    expect((await answerOf(answer)).error).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { elicitation: { form: {} } } },
    });
  });

  it('ends the server’s work when the client cancels', async () => {
    const abort = new AbortController();
    const call = client.callTool({ name: 'linger' }, { signal: abort.signal });
    await waitUntil(() =>
      server.seen.some(({ message }) => message.method === 'tools/call'),
    );
    abort.abort();
    await expect(call).rejects.toThrow();
    await waitUntil(() => happened.cancelled.length > 0);
    expect(happened.cancelled).toEqual(['linger']);
  });

  it('tells of changes that the client listens to', async () => {
    const told: string[] = [];
    client.setNotificationHandler('notifications/tools/list_changed', () => {
      told.push('tools');
    });
    client.setNotificationHandler(
      'notifications/resources/updated',
      ({ params }) => {
        told.push(params.uri);
      },
    );
    const subscription = await client.listen({
      toolsListChanged: true,
      promptsListChanged: true,
      resourceSubscriptions: ['file:///readme'],
    });
    expect(subscription.honoredFilter).toEqual({
      toolsListChanged: true,
      promptsListChanged: true,
      resourceSubscriptions: ['file:///readme'],
    });
    for (const { server: one } of server.sessions.values()) {
      one.sendToolListChanged();
      await one.server.sendResourceUpdated({ uri: 'file:///other' });
      await one.server.sendResourceUpdated({ uri: 'file:///readme' });
    }
    await waitUntil(() => told.length >= 2);
    expect(told).toEqual(['tools', 'file:///readme']);
    await subscription.close();
    await waitUntil(() =>
      server.seen.some(
        ({ message }) => message.method === 'resources/unsubscribe',
      ),
    );
  });

  it('tells of errors as the stateless era does', async () => {
    const endpoint = gateway.endpoint('orders');
    const missing = await send(endpoint, {
      token,
      ...modern('resources/read', { uri: 'file:///none' }),
    });
    expect((await missing.json()).error.code).toBe(-32602);
    const unknown = await send(endpoint, {
      token,
      ...modern('completion/complete', {
        ref: { type: 'ref/prompt', name: 'greet' },
        argument: { name: 'x', value: '' },
      }),
    });
    expect(unknown.status).toBe(404);
    expect((await unknown.json()).error.code).toBe(-32601);
  });
});
