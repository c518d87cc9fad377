import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { initialize, message, send } from '../__testUtils__/mcpRequests';
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

const TOKEN = 'a-secret-of-the-server-4711';

/** S5: a program behind the gateway that writes what it likes, or ends when it likes. */
describe('hostile runtimes', () => {
  const driver = new PlainProcessDriver({
    scripted: [programPath('scripted')],
  });
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      entities: [hostedEntity('own')],
      credentials: {
        secrets: {
          'the-token': { value: TOKEN, servers: ['api:default/orders'] },
        },
      },
      prepare: registry => {
        registry.put(
          hostedServer('orders', {
            identifier: 'scripted',
            profile: {
              network: { mode: 'none' },
              sallyport: {
                secrets: { TOKEN: { secret: 'the-token', as: 'env' } },
              },
            },
          }),
        );
        registry.put(hostedServer('billing', { identifier: 'scripted' }));
        registry.put(
          hostedServer('own', {
            identifier: 'scripted',
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

  async function connect(name = 'orders', person = 'alice') {
    const token = await gateway.token(person, name);
    const client = new Client(
      { name: 'sdk', version: '1.2.3' },
      { capabilities: { sampling: {}, roots: {} } },
    );
    const transport = new StreamableHTTPClientTransport(
      new URL(gateway.endpoint(name)),
      { requestInit: { headers: { authorization: `Bearer ${token}` } } },
    );
    await client.connect(transport);
    const call = async (tool: string, given: Record<string, unknown> = {}) => {
      const { content } = await client.callTool(
        { name: tool, arguments: given },
        undefined,
        { timeout: 20_000 },
      );
      return (content as { text: string }[])[0].text;
    };
    const behave = async (what: string, given: object = {}) =>
      await call('wipe', { do: what, ...given });
    const session = transport.sessionId ?? '';
    return { token, client, call, behave, session };
  }

  const failure = async (run: Promise<unknown>) =>
    await run.then(
      () => 'it went well',
      (error: unknown) => String(error),
    );
  const runtimeOf = async (name: string) =>
    (await gateway.as('bob').get(`/servers/id-of-${name}/runtime`).expect(200))
      .body;

  /** As an owner does who has mended it: what failed before counts no more. */
  const forgive = async (name: string) =>
    await gateway
      .as('bob')
      .post(`/servers/id-of-${name}/runtime/restart`, {})
      .expect(202);

  it('kill -9 in mid-call: a protocol error for that call, and the next one works in the same session', async () => {
    const { client, call, behave } = await connect();
    const pid = Number(await call('note'));
    const hanging = failure(behave('hang'));
    await waitUntil(
      async () => (await runtimeOf('orders')).runtimes.length > 0,
    );
    process.kill(pid, 'SIGKILL');
    expect(await hanging).toContain('The server did not answer');
    const next = Number(await call('note'));
    expect(next).not.toBe(pid);
    expect((await runtimeOf('orders')).events).toContainEqual(
      expect.objectContaining({
        event: 'exited',
        state: 'ended',
        why: 'It was ended by SIGKILL.',
      }),
    );
    await client.close();
  });

  it('kill -9 when the answer streams already: a JSON-RPC error ends the stream', async () => {
    const { client, call, token, session } = await connect();
    const pid = Number(await call('note'));
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', {
        name: 'wipe',
        arguments: { do: 'hang' },
      }),
      headers: {
        'mcp-session-id': session,
        'mcp-protocol-version': '2025-06-18',
      },
    });
    // After two seconds without an answer, its head says that one is coming.
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    process.kill(pid, 'SIGKILL');
    const text = await response.text();
    const data = text.split('\n').find(line => line.startsWith('data: '));
    expect(JSON.parse(data?.slice(6) ?? '{}')).toMatchObject({
      jsonrpc: '2.0',
      id: 1,
      error: { data: { reason: 'upstream.unreachable' } },
    });
    await forgive('orders');
    await client.close();
  });

  it('one that crashes again and again is left alone for a while, with the reason', async () => {
    const { client, behave, call } = await connect('billing');
    await failure(behave('crash'));
    expect(await call('echo', { a: 1 })).toBe('{"a":1}');
    // It is left alone for a second after the second time, then twice as long each time: a slow machine may need some of them.
    let refused = '';
    for (let n = 0; n < 7 && !refused.includes('not start'); n++) {
      refused = await failure(behave('crash'));
    }
    expect(refused).toContain('The gateway could not start this server.');
    expect(refused).toContain('It ended by itself (exit code 3).');
    await forgive('billing');
    expect(await call('echo', { a: 2 })).toBe('{"a":2}');
    await client.close();
  });

  it('answers for others, made-up ids, two answers and half lines reach nobody', async () => {
    const alice = await connect();
    const dave = await connect('orders', 'dave');
    const errors: unknown[] = [];
    for (const { client } of [alice, dave]) {
      client.onerror = error => errors.push(error);
    }
    const slow = dave.behave('slow', { ms: 300 });
    expect(await alice.behave('wrong-ids')).toBe('right');
    expect(await alice.behave('twice')).toBe('first');
    expect(await alice.behave('half')).toBe('whole');
    expect(await slow).toBe('slept');
    expect(errors).toEqual([]);
    await alice.client.close();
    await dave.client.close();
  });

  it('junk is passed over, and a flood of it ends that runtime alone', async () => {
    const { client, call, behave } = await connect();
    const other = await connect('own', 'dave');
    expect(await behave('junk', { count: 100 })).toBe('after junk');
    const pid = await call('note');
    const flooded = failure(behave('junk', { count: 200_000 }));
    expect(await other.call('echo', { b: 1 })).toBe('{"b":1}');
    expect(await flooded).toContain('not MCP');
    expect(await call('note')).not.toBe(pid);
    await forgive('orders');
    expect((await runtimeOf('orders')).events).toContainEqual(
      expect.objectContaining({
        event: 'unruly',
        why: 'It writes what is not MCP.',
      }),
    );
    await client.close();
    await other.client.close();
  });

  it('a flood of messages is slowed down, and nobody else is', async () => {
    const { client, behave } = await connect();
    const other = await connect('own', 'dave');
    const order: string[] = [];
    const flooded = behave('flood', { count: 10_000 }).then(text => {
      order.push('flooded');
      return text;
    });
    for (let n = 0; n < 10; n++) await other.call('echo', { n });
    order.push('others');
    expect(await flooded).toBe('after the flood');
    expect(order).toEqual(['others', 'flooded']);
    await client.close();
    await other.client.close();
  });

  it('an answer that is too long is refused, and the next one is not', async () => {
    const { client, behave, call } = await connect();
    const pid = await call('note');
    const refused = await failure(behave('huge', { bytes: 9 * 1024 * 1024 }));
    expect(refused).toContain('larger than the gateway passes on');
    // At once, and in a stream that was begun because it took its time.
    for (const ms of [0, 2_500]) {
      const large = await behave('huge', { bytes: 8_000_000, ms });
      expect(large).toHaveLength(8_000_000);
    }
    expect(await call('note')).toBe(pid);
    await client.close();
  });

  it('C6: its secret is in no answer and no log', async () => {
    const { client, behave } = await connect();
    const said = await behave('secret');
    expect(said).toBe(`the token is ${'*'.repeat(TOKEN.length)}`);
    await waitUntil(async () => (await runtimeOf('orders')).log.length > 0);
    const shown = await runtimeOf('orders');
    expect(JSON.stringify(shown)).not.toContain(TOKEN);
    expect(shown.log.map(({ text }: { text: string }) => text)).toContain(
      `the token is ${'*'.repeat(TOKEN.length)}`,
    );
    // The driver has had it, for this variable.
    expect(driver.started[0].secrets).toEqual({ TOKEN });
    await client.close();
  });

  it('what it writes for people is kept, the end of it, within bounds', async () => {
    const { client, behave } = await connect('billing');
    await behave('say', { count: 5_000 });
    await waitUntil(async () => (await runtimeOf('billing')).log.length >= 200);
    const { log } = await runtimeOf('billing');
    expect(log).toHaveLength(200);
    await client.close();
  });

  it('a shared runtime asks nobody and is overheard by nobody', async () => {
    const { client, behave } = await connect();
    const heard: unknown[] = [];
    client.setRequestHandler(CreateMessageRequestSchema, async request => {
      heard.push(request);
      return {
        model: 'm',
        role: 'assistant',
        content: { type: 'text', text: '' },
      };
    });
    client.setNotificationHandler(LoggingMessageNotificationSchema, note => {
      heard.push(note);
    });
    expect(
      await behave('ask', {
        method: 'sampling/createMessage',
        params: { messages: [], maxTokens: 1 },
      }),
    ).toContain('nobody can be asked');
    await behave('log', { data: "another person's" });
    expect(await behave('client')).toContain('"capabilities":{}');
    expect(client.getServerCapabilities()).not.toHaveProperty('logging');
    expect(heard).toEqual([]);
    await client.close();
  });

  it('a session of its own is asked and hears what the server logs', async () => {
    const { client, behave } = await connect('own');
    const heard: unknown[] = [];
    client.setRequestHandler(CreateMessageRequestSchema, async () => ({
      model: 'm',
      role: 'assistant',
      content: { type: 'text', text: 'sampled' },
    }));
    client.setNotificationHandler(LoggingMessageNotificationSchema, note => {
      heard.push(note.params.data);
    });
    expect(
      await behave('ask', {
        method: 'sampling/createMessage',
        params: { messages: [], maxTokens: 1 },
      }),
    ).toContain('sampled');
    await behave('log', { data: 'mine' });
    await waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['mine']);
    expect(await behave('client')).toContain('"sampling":{}');
    await client.close();
  });

  it("E5: another person's session is unknown, and so is a made-up one", async () => {
    const { client, session, token } = await connect();
    const dave = await gateway.token('dave', 'orders');
    for (const [who, id] of [
      [dave, session],
      [token, 'h-00000000-0000-0000-0000-000000000000'],
    ]) {
      const response = await send(gateway.endpoint('orders'), {
        token: who,
        body: message('tools/list'),
        headers: { 'mcp-session-id': id },
      });
      expect(response.status).toBe(404);
    }
    const none = await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/list'),
    });
    expect(none.status).toBe(400);
    await client.close();
  });

  it('cancels at the server what its caller has left', async () => {
    const { client, token, behave } = await connect();
    const before = Number(await behave('cancelled'));
    const hung = Number(await behave('hung'));
    const abort = new AbortController();
    const begun = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    const left = send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', { name: 'wipe', arguments: { do: 'hang' } }),
      headers: { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' },
      signal: abort.signal,
    }).catch(() => 'left');
    await waitUntil(async () => Number(await behave('hung')) === hung + 1);
    abort.abort();
    expect(await left).toBe('left');
    await waitUntil(
      async () => Number(await behave('cancelled')) === before + 1,
    );
    await client.close();
  });
});
