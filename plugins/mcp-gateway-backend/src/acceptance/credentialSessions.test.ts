import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ElicitRequestSchema,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/sdk/types.js';
import {
  initialize,
  message,
  modern,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { bridgedServer } from '../era/__testUtils__/bridgedServer';
import { createLegacyTools } from '../era/__testUtils__/createLegacyTools';
import { createModernTools } from '../era/__testUtils__/createModernTools';
import { startLegacyServer } from '../era/__testUtils__/startLegacyServer';
import { startModernServer } from '../era/__testUtils__/startModernServer';

jest.setTimeout(60_000);

const SIGN_IN = 'credential.needs-sign-in';
const server = (name: string) => ({ serverRef: `api:default/${name}` });

/** What becomes of a person's credential while a client works: sessions, streams, bridges, questions, lists. */
describe('a person’s own credential in the middle of things', () => {
  let legacy: Awaited<ReturnType<typeof startLegacyServer>>;
  let stateless: Awaited<ReturnType<typeof startModernServer>>;
  let gateway: TestGateway;

  beforeAll(async () => {
    const happened = { cancelled: [] };
    legacy = await startLegacyServer(() => createLegacyTools(happened));
    stateless = await startModernServer(() => createModernTools(happened));
    gateway = await startGateway({
      encryption: { keys: [{ id: 'first', secret: 'k'.repeat(40) }] },
      prepare: registry => {
        const urls = { orders: legacy.url, billing: stateless.url };
        for (const [name, url] of Object.entries(urls)) {
          const active = bridgedServer(url, { name });
          registry.put({
            ...active,
            alias: name,
            approvedRevision: {
              ...active.approvedRevision!,
              credential: { type: 'personal-key', header: 'X-Api-Key' },
            },
          });
        }
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await legacy.stop();
    await stateless.stop();
  });

  beforeEach(async () => {
    for (const name of ['orders', 'billing']) await disconnect(name);
    legacy.seen.length = 0;
    stateless.seen.length = 0;
  });

  const alice = () => gateway.as('alice');
  async function connectKey(name: string, key: string, ticket?: string) {
    await alice()
      .post('/connections/keys', { ...server(name), key, ticket })
      .expect(204);
  }
  async function disconnect(name: string) {
    const { body } = await alice().get('/connections').expect(200);
    const { id } = body.items.find(
      (item: { serverRef: string }) =>
        item.serverRef === server(name).serverRef,
    );
    if (id) await alice().delete(`/connections/${id}`).expect(200);
  }
  const keysAt = (to: {
    seen: { headers: NodeJS.Dict<string | string[]> }[];
  }) => to.seen.map(({ headers }) => headers['x-api-key']);

  async function access(name: string) {
    const token = await gateway.token('alice', name);
    return {
      token,
      endpoint: new URL(gateway.endpoint(name)),
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    };
  }
  async function legacyClient(name: string, capabilities = {}) {
    const { endpoint, requestInit } = await access(name);
    const client = new Client(
      { name: 'v1', version: '1.0.0' },
      { capabilities },
    );
    const transport = new StreamableHTTPClientTransport(endpoint, {
      requestInit,
    });
    await client.connect(transport);
    return { client, transport };
  }
  async function modernClient(name: string, capabilities = {}) {
    const { endpoint, requestInit } = await access(name);
    const client = new ModernClient(
      { name: 'v2', version: '1.0.0' },
      { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await client.connect(new ModernTransport(endpoint, { requestInit }));
    return client;
  }

  it('goes with everything: requests, notifications, answers to what the server asks, the stream, the end', async () => {
    await connectKey('orders', 'first-key');
    const { client, transport } = await legacyClient('orders', {
      elicitation: {},
    });
    client.setRequestHandler(ElicitRequestSchema, async () => ({
      action: 'accept',
      content: { name: 'Alice' },
    }));
    const asked = await client.callTool({ name: 'ask' });
    expect(asked.content).toEqual([{ type: 'text', text: 'Hello, Alice' }]);
    await transport.terminateSession();
    await client.close();

    const told = legacy.seen.map(
      ({ httpMethod, message: { method, id } }) =>
        method ?? (id === undefined ? httpMethod : 'answer'),
    );
    expect(new Set(told)).toEqual(
      new Set([
        ...['initialize', 'notifications/initialized', 'GET'],
        ...['tools/call', 'answer', 'DELETE'],
      ]),
    );
    expect(new Set(keysAt(legacy))).toEqual(new Set(['first-key']));
  });

  it('is the one that the person has now, also in a session that began with another', async () => {
    await connectKey('orders', 'first-key');
    const { client } = await legacyClient('orders');
    await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await connectKey('orders', 'second-key');
    const before = legacy.seen.length;
    await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await client.close();
    expect(keysAt({ seen: legacy.seen.slice(before) })).toEqual(['second-key']);
  });

  it('begins anew where the gateway keeps the session: one account’s is not gone on with by another', async () => {
    await connectKey('orders', 'first-key');
    const client = await modernClient('orders');
    const echo = async () =>
      await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await echo();
    await echo();
    expect(new Set(keysAt(legacy))).toEqual(new Set(['first-key']));
    const sessions = legacy.sessions.size;
    const before = legacy.seen.length;
    await connectKey('orders', 'second-key');
    await echo();
    await client.close();
    expect(legacy.sessions.size).toBe(sessions + 1);
    expect(new Set(keysAt({ seen: legacy.seen.slice(before) }))).toEqual(
      new Set(['second-key']),
    );
  });

  it('ends open streams when the person disconnects; their session can still be ended, and its server is told nothing', async () => {
    await connectKey('orders', 'first-key');
    const { token } = await access('orders');
    const endpoint = gateway.endpoint('orders');
    const begun = await send(endpoint, { token, body: initialize });
    await begun.text();
    const session = begun.headers.get('mcp-session-id') ?? '';
    const headers = {
      'mcp-session-id': session,
      'mcp-protocol-version': '2025-11-25',
    };
    const stream = await send(endpoint, { token, httpMethod: 'GET', headers });
    expect(stream.status).toBe(200);
    const ended = stream.text().catch(() => 'broken off');

    await disconnect('orders');
    await ended;
    const before = legacy.seen.length;
    const call = async () =>
      await send(endpoint, {
        token,
        headers,
        body: message('tools/call', { name: 'echo', arguments: { text: '' } }),
      });
    const refused = await (await call()).json();
    expect(refused.error.data.reason).toBe(SIGN_IN);
    const end = await send(endpoint, { token, httpMethod: 'DELETE', headers });
    expect(end.status).toBe(204);
    expect(legacy.seen).toHaveLength(before);
    await connectKey('orders', 'second-key');
    expect((await call()).status).toBe(404);
  });

  it('is asked for in words and by a link, whatever a client begins with', async () => {
    const { token } = await access('orders');
    const begin = [
      { body: initialize },
      modern('server/discover'),
      modern('tools/list'),
    ];
    for (const request of begin) {
      const answer = await send(gateway.endpoint('orders'), {
        token,
        ...request,
      });
      expect(answer.status).toBe(200);
      const { error } = await answer.json();
      expect(error.data.reason).toBe(SIGN_IN);
      expect(error.message).toContain('You have not given your key');
      expect(error.message).toContain(error.data.ask);
      expect(error.data.ask).toMatch(
        /^http:\/\/portal\.example\/mcp\/connect\?server=api/,
      );
    }
    expect(legacy.seen).toEqual([]);
  });

  const ticketIn = (url: string) =>
    new URLSearchParams(new URL(url).hash.slice(1)).get('ticket') ?? '';

  it('is given on the page that the client opens, and the call goes on: stateless era', async () => {
    await connectKey('billing', 'first-key');
    const client = await modernClient('billing', { elicitation: { url: {} } });
    await disconnect('billing');
    const opened: string[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const { url } = params as { url: string };
      opened.push(url);
      await connectKey('billing', 'second-key', ticketIn(url));
      return { action: 'accept' };
    });
    const result = await client.callTool({
      name: 'echo',
      arguments: { text: 'hello' },
    });
    await client.close();
    expect(result.content).toEqual([{ type: 'text', text: 'hello' }]);
    expect(opened).toHaveLength(1);
    expect(keysAt(stateless).at(-1)).toBe('second-key');
  });

  it('is given on the page that the client opens, and the call goes on: session era', async () => {
    await connectKey('orders', 'first-key');
    const { client } = await legacyClient('orders', {
      elicitation: { url: {} },
    });
    await disconnect('orders');
    const call = async () =>
      await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    const error = await call().catch(caught => caught);
    expect(error).toBeInstanceOf(UrlElicitationRequiredError);
    const [{ url }] = (error as UrlElicitationRequiredError).elicitations;
    await connectKey('orders', 'second-key', ticketIn(url));
    expect((await call()).content).toEqual([{ type: 'text', text: 'hello' }]);
    await client.close();
  });

  describe('at the endpoint for all servers', () => {
    let token: string;
    beforeEach(async () => {
      const made = await alice()
        .post('/tokens', { allServers: true })
        .expect(201);
      token = made.body.token;
    });
    const ask = async (method: string, params = {}) => {
      const answer = await send(`${gateway.publicUrl}/mcp`, {
        token,
        ...modern(method, params),
      });
      return await answer.json();
    };

    it('lets the person see the approved tools, and where to connect', async () => {
      await connectKey('billing', 'first-key');
      const { result } = await ask('tools/list');
      const echo = (name: string) =>
        result.tools.find((tool: { name: string }) => tool.name === name);
      expect(echo('orders_echo')).toMatchObject({
        description: expect.stringContaining(
          'Connect it here: http://portal.example/mcp/connect?server=api%3Adefault%2Forders',
        ),
        annotations: { readOnlyHint: true },
      });
      expect(echo('billing_echo').inputSchema.properties).toHaveProperty(
        'text',
      );
      expect(keysAt(legacy)).toEqual([]);
      const call = { name: 'orders_echo', arguments: {} };
      const { error } = await ask('tools/call', call);
      expect(error.data.reason).toBe(SIGN_IN);
    });

    it('tells clients that lists have changed once they have connected', async () => {
      const stop = new AbortController();
      const stream = await send(`${gateway.publicUrl}/mcp`, {
        token,
        ...modern('subscriptions/listen', {
          notifications: { toolsListChanged: true },
        }),
        signal: stop.signal,
      });
      let heard = '';
      const reading = (async () => {
        for await (const chunk of stream.body!) {
          heard += Buffer.from(chunk).toString();
        }
      })().catch(() => {});
      await waitUntil(() => heard.includes('acknowledged'));
      expect(heard).not.toContain('list_changed');
      await connectKey('orders', 'first-key');
      await waitUntil(() => heard.includes('tools/list_changed'));
      stop.abort();
      await reading;
      const { result } = await ask('tools/list');
      expect(JSON.stringify(result)).not.toContain('not connected yet');
      expect(new Set(keysAt(legacy))).toEqual(new Set(['first-key']));
    });
  });

  it('stands in the record where it reached the server, and nowhere else', async () => {
    const calls = await gateway.calls(20);
    const kinds = (isSent: (call: (typeof calls)[number]) => boolean) =>
      new Set(calls.filter(isSent).map(({ credential }) => credential));
    const refused = calls.filter(({ decision }) => decision === 'deny');
    expect(refused.some(({ reason }) => reason === SIGN_IN)).toBe(true);
    expect(kinds(({ decision }) => decision === 'deny')).toEqual(
      new Set([undefined]),
    );
    expect(
      kinds(
        ({ decision, method, serverRef }) =>
          decision === 'allow' && method === 'tools/call' && !!serverRef,
      ),
    ).toEqual(new Set(['personal-key']));
    expect(JSON.stringify(calls)).not.toMatch(/(first|second)-key/);
  });
});
