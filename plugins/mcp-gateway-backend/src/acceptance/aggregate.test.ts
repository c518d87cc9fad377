import type { AccessGrant } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, modern, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startModern } from '../__testUtils__/startModern';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `tool-${from + i}`);
const LONG = 'a.very.long.tool.name'.repeat(5);

describe('one endpoint for all of a person’s servers', () => {
  let legacy: Upstream;
  let many: Awaited<ReturnType<typeof startModern>>;
  let slow: Awaited<ReturnType<typeof startModern>>;
  let gateway: TestGateway;
  let delay = 0;
  const tokens: Record<string, string> = {};

  const server = (name: string, url: string, grants: AccessGrant[]) => ({
    ...activeServer(name, url),
    alias: name,
    grants,
  });
  const withTools = (
    document: ReturnType<typeof server>,
    tools: readonly string[],
  ) => ({
    ...document,
    approvedRevision: {
      ...document.approvedRevision!,
      tools: tools.map(name => ({
        name,
        digest: `sha256:${name}`,
        effect: 'reads' as const,
      })),
    },
  });

  beforeAll(async () => {
    legacy = await startUpstream({ json: true });
    many = await startModern({ tools: [...names(0, 250), LONG] });
    slow = await startModern({ tools: ['wait'], delayMs: () => delay });
    gateway = await startGateway({
      prepare: registry => {
        registry.put(
          server('orders', legacy.url, [
            grantTo('user:default/alice', { tools: ['echo', 'wipe'] }),
          ]),
        );
        registry.put(
          withTools(server('many', many.url, [grantTo('user:default/alice')]), [
            ...names(0, 250),
            LONG,
          ]),
        );
        registry.put(
          withTools(server('slow', slow.url, [grantTo('user:default/dave')]), [
            'wait',
          ]),
        );
      },
    });
    for (const person of ['alice', 'dave']) {
      const response = await gateway
        .as(person)
        .post('/tokens', { allServers: true })
        .expect(201);
      tokens[person] = response.body.token;
    }
  });

  beforeEach(() => {
    delay = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([legacy, many, slow].map(one => one.stop()));
  });

  const endpoint = () => `${gateway.publicUrl}/mcp`;
  const ask = async (
    person: string,
    method: string,
    params: Record<string, unknown> = {},
  ) => {
    const response = await send(endpoint(), {
      token: tokens[person],
      ...modern(method, params),
    });
    return (await response.json()) as {
      result?: any;
      error?: { code: number; message: string; data: Record<string, unknown> };
    };
  };
  async function listAll(person: string): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { result } = await ask(
        person,
        'tools/list',
        cursor === undefined ? {} : { cursor },
      );
      expect(result.cacheScope).toBe('private');
      expect(result.tools.length).toBeLessThanOrEqual(200);
      found.push(...result.tools.map(({ name }: { name: string }) => name));
      cursor = result.nextCursor;
    } while (cursor !== undefined);
    return found;
  }

  it('lists the tools that the person may call, of servers of both eras, page by page', async () => {
    const listed = await listAll('alice');
    expect(listed).toHaveLength(2 + 251);
    expect(listed.slice(-2)).toEqual(['orders_echo', 'orders_wipe']);
    expect(new Set(listed).size).toBe(listed.length);
    expect([...listed].sort()).toEqual(listed);
    for (const name of listed) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  it('calls a tool at its own server by its own name, and records that once', async () => {
    const long = (await listAll('alice')).find(name =>
      name.startsWith('many_a-very'),
    );
    const first = await ask('alice', 'tools/call', { name: 'orders_echo' });
    expect(first.result.content[0].text).toBe('echo was called');
    const second = await ask('alice', 'tools/call', { name: long });
    expect(second.result.content[0].text).toBe(`${LONG} was called`);
    let calls: { tool: string; sourceAddress: string }[] = [];
    await waitUntil(async () => {
      const page = await gateway
        .as('alice')
        .get('/calls?role=mine&limit=100')
        .expect(200);
      calls = page.body.items.filter(
        ({ method }: { method: string }) => method === 'tools/call',
      );
      return calls.length === 2 && calls.some(({ tool }) => tool === 'echo');
    });
    // From where the person called, not the gateway.
    expect(calls.map(({ sourceAddress }) => sourceAddress)).toEqual([
      ...['127.0.0.1', '127.0.0.1'],
    ]);
  });

  it('D2: a name that is nobody’s, a tool and a server without a grant are alike', async () => {
    const asked = ['nobody_echo', 'orders_nothing', 'slow_wait', 'echo'];
    const told = await Promise.all(
      asked.map(async name => {
        const { error } = await ask('alice', 'tools/call', { name });
        expect(error?.data).toMatchObject({ reason: 'tool.unknown' });
        // What was asked for is told again, and in which request; nothing else may differ.
        return JSON.stringify(error)
          .replaceAll(name, '')
          .replaceAll(String(error?.data.requestId), '');
      }),
    );
    expect(told).toEqual(told.map(() => told[0]));
  });

  it('says why a tool of one’s own server is refused', async () => {
    const { error } = await ask('alice', 'tools/call', { name: 'orders_note' });
    expect(error?.data).toMatchObject({ reason: 'grant.tool-not-covered' });
  });

  it('gives prompts and resources names of their server’s own, and reads them there', async () => {
    const { result: prompts } = await ask('alice', 'prompts/list');
    expect(prompts.prompts).toEqual([{ name: 'many_greet' }]);
    const { result: got } = await ask('alice', 'prompts/get', {
      name: 'many_greet',
    });
    expect(got.messages[0].content.text).toBe('greet');
    const { result: resources } = await ask('alice', 'resources/list');
    const [{ uri }] = resources.resources;
    const { result: read } = await ask('alice', 'resources/read', { uri });
    expect(read.contents).toEqual([{ uri, text: 'at file:///a' }]);
  });

  it('is not held up by a server that hangs, and tells when it comes after all', async () => {
    const grants = [
      grantTo('user:default/alice'),
      grantTo('user:default/dave'),
    ];
    gateway.registry.change('api:default/slow', { grants });
    delay = 4_000;
    const stream = await send(endpoint(), {
      token: tokens.alice,
      ...modern('subscriptions/listen', {
        notifications: { toolsListChanged: true },
      }),
    });
    const reader = stream.body!.getReader();
    await readUntil(reader, 'notifications/subscriptions/acknowledged');
    await waitUntil(async () =>
      (await listAll('alice')).includes('orders_echo'),
    );
    expect(await listAll('alice')).not.toContain('slow_wait');
    delay = 0;
    await readUntil(reader, 'notifications/tools/list_changed');
    await waitUntil(async () => (await listAll('alice')).includes('slow_wait'));

    gateway.registry.change('api:default/slow', { grants: [] });
    // One that tells of an earlier change may come first.
    await readUntil(reader, 'notifications/tools/list_changed');
    await waitUntil(
      async () => !(await listAll('alice')).includes('slow_wait'),
    );
    await reader.cancel();
  });

  it('serves a client of the session era', async () => {
    const { client } = await connect(endpoint(), tokens.alice);
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(200);
    const result = await client.callTool({ name: 'many_tool-7' });
    expect(result.content).toEqual([
      { type: 'text', text: 'tool-7 was called' },
    ]);
    await client.close();
  });

  it('takes no token of a single server, and none of this at one', async () => {
    const single = await gateway.token('alice', 'orders');
    const wrong = await send(endpoint(), {
      token: single,
      ...modern('tools/list'),
    });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toContain(
      '/.well-known/oauth-protected-resource/mcp',
    );
    const other = await send(gateway.endpoint('orders'), {
      token: tokens.alice,
      ...modern('tools/list'),
    });
    expect(other.status).toBe(401);
  });
});

async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  text: string,
) {
  let seen = '';
  while (!seen.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The stream ended before ${text}: ${seen}`);
    seen += Buffer.from(value).toString();
  }
}
