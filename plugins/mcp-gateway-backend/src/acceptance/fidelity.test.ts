import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, modern, send } from '../__testUtils__/mcpRequests';
import {
  startScripted,
  type ScriptedAnswer,
} from '../__testUtils__/startScripted';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';

jest.setTimeout(60_000);

const supportedVersions = ['2026-07-28'];
const result = (value: object, id: number = 1) =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value });

describe('what passes through, and what is changed on the way', () => {
  let answer: ScriptedAnswer = {};
  let upstream: Awaited<ReturnType<typeof startScripted>>;
  let gateway: TestGateway;
  const tokens: Record<string, string> = {};

  const ask = (
    person: 'alice' | 'dave',
    request: { body: object | string; headers?: Record<string, string> },
  ) => send(gateway.endpoint('orders'), { token: tokens[person], ...request });

  beforeAll(async () => {
    upstream = await startScripted(() => answer);
    const server = activeServer('orders', upstream.url);
    const revision = server.approvedRevision!;
    gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...server,
          approvedRevision: {
            ...revision,
            tools: [
              ...revision.tools!,
              {
                name: 'ship',
                digest: 'sha256:ship',
                effect: 'reads',
                headers: [
                  { header: 'region', path: ['region'] },
                  { header: 'shard', path: ['where', 'shard'] },
                ],
              },
            ],
          },
          grants: [
            grantTo('user:default/alice'),
            grantTo('user:default/dave', { tools: ['echo'] }),
          ],
        }),
    });
    tokens.alice = await gateway.token('alice', 'orders');
    tokens.dave = await gateway.token('dave', 'orders');
    // From here on the gateway knows that this server speaks the stateless era, and asks no more.
    answer = { body: result({ supportedVersions, capabilities: {} }) };
    await (await ask('alice', modern('server/discover'))).text();
  });

  beforeEach(() => {
    upstream.seen.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  it('sends the very bytes that were decided, unknown fields and white space included', async () => {
    const body =
      '{ "jsonrpc":"2.0",\n "id": 7.0, "method":"tools/call","x-new":[1,\t2],"params":{"name":"echo","arguments":{"text":"\\u00e9 é"},"_meta":{"progressToken":1e2}} }';
    answer = { body: ' {"jsonrpc":"2.0","id":7,"result":{"content":[ ]}} ' };
    const response = await ask('alice', { body });
    expect(await response.text()).toBe(answer.body);
    expect(upstream.seen.map(({ bytes }) => bytes.toString())).toEqual([body]);
  });

  it('leaves an event stream as it is, byte for byte', async () => {
    const body =
      ': hello\r\n\r\nid: 1\ndata:\n\nevent: message\ndata: {"jsonrpc":"2.0",\ndata: "id":1,"result":{}}\n\n';
    answer = { headers: { 'content-type': 'text/event-stream' }, body };
    const response = await ask('alice', modern('tools/call', { name: 'echo' }));
    expect(await response.text()).toBe(body);
  });

  describe('capabilities', () => {
    const capabilities = {
      tools: { listChanged: true },
      resources: { subscribe: true },
      prompts: {},
      completions: {},
      logging: {},
      experimental: { some: {} },
      extensions: {
        'io.modelcontextprotocol/tasks': {},
        'com.example/secrets': {},
      },
      unknown: { kept: true },
    };

    it.each([
      ['initialize', { body: initialize }],
      ['server/discover', modern('server/discover')],
    ])(
      '%s: those whose methods are refused are gone, others stay',
      async (_, request) => {
        answer = {
          body: result({
            supportedVersions,
            capabilities,
            instructions: 'be kind',
          }),
        };
        const forAll = await (await ask('alice', request)).json();
        expect(forAll.result.capabilities).toEqual({
          ...capabilities,
          extensions: { 'io.modelcontextprotocol/tasks': {} },
        });
        const forSome = await (await ask('dave', request)).json();
        expect(Object.keys(forSome.result.capabilities)).toEqual([
          'tools',
          'logging',
          'experimental',
          'extensions',
          'unknown',
        ]);
        expect(forSome.result.instructions).toBe('be kind');
      },
    );
  });

  it.each(['tools/list', 'server/discover', 'resources/list'])(
    '%s: a list that depends on the person is never shared',
    async method => {
      answer = {
        body: result({
          supportedVersions,
          capabilities: {},
          tools: [],
          ttlMs: 5000,
          cacheScope: 'public',
        }),
      };
      const response = await ask('alice', modern(method));
      expect((await response.json()).result).toMatchObject({
        cacheScope: 'private',
        ttlMs: 5000,
      });
    },
  );

  describe('E4: mirrored headers', () => {
    const ship = (args: object) =>
      modern('tools/call', { name: 'ship', arguments: args });
    const good = { region: 'eu', where: { shard: 7 } };
    const params = { 'mcp-param-region': 'eu', 'mcp-param-shard': '7' };

    it.each<[string, object, Record<string, string | undefined>, number]>([
      ['that agree', good, params, 200],
      [
        'that agree, one of them encoded',
        good,
        { ...params, 'mcp-param-region': '=?base64?ZXU=?=' },
        200,
      ],
      ['of an argument that is not there', {}, {}, 200],
      ['and others that nobody knows', {}, { 'mcp-param-other': 'x' }, 200],
      ['that are missing', good, {}, 400],
      ['without their argument', {}, { 'mcp-param-region': 'eu' }, 400],
      [
        'that say another thing',
        good,
        { ...params, 'mcp-param-region': 'us' },
        400,
      ],
      [
        'encoded in a way that another reader refuses',
        good,
        { ...params, 'mcp-param-region': '=?base64?ZXU?=' },
        400,
      ],
      ['without the method', {}, { 'mcp-method': undefined }, 400],
      ['without the name', {}, { 'mcp-name': undefined }, 400],
      ['with a look-alike name', {}, { 'mcp-name': 'shiр' }, 400],
      [
        'with another version',
        {},
        { 'mcp-protocol-version': '2025-11-25' },
        400,
      ],
    ])('takes or refuses headers %s', async (_, args, headers, status) => {
      answer = { body: result({ content: [] }) };
      const request = ship(args);
      const all = Object.entries({ ...request.headers, ...headers }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const encoded = all.map(([name, value]) => [
        name,
        Buffer.from(value, 'utf8').toString('latin1'),
      ]);
      const response = await ask('alice', {
        body: request.body,
        headers: Object.fromEntries(encoded),
      });
      expect(response.status).toBe(status);
      expect(upstream.seen).toHaveLength(status === 200 ? 1 : 0);
      const { error } = await response.json();
      expect(error?.code).toBe(status === 400 ? -32020 : undefined);
    });
  });

  it('names the versions that it supports when asked for another', async () => {
    const request = modern('tools/list');
    const text = JSON.stringify(request.body).replace(
      '2026-07-28',
      '2099-01-01',
    );
    const response = await ask('alice', {
      body: text,
      headers: { ...request.headers, 'mcp-protocol-version': '2099-01-01' },
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28'], requested: '2099-01-01' },
    });
  });

  it('D3: tells of resources only to those who may read them', async () => {
    const listen = (notifications: object) =>
      ask('dave', modern('subscriptions/listen', { notifications }));
    answer = { headers: { 'content-type': 'text/event-stream' }, body: '' };
    const lists = await listen({ toolsListChanged: true });
    expect(lists.status).toBe(200);
    const resources = await listen({ resourceSubscriptions: ['file:///x'] });
    expect(await resources.text()).toContain('grant.tool-not-covered');
    expect(upstream.seen).toHaveLength(1);
  });

  describe('tasks', () => {
    const withTasks = {
      capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } },
    };
    const begin = async (person: 'alice' | 'dave', taskId: string) => {
      answer = { body: result({ resultType: 'task', taskId }) };
      const request = modern('tools/call', { name: 'echo' }, withTasks);
      expect((await ask(person, request)).status).toBe(200);
      upstream.seen.length = 0;
      answer = { body: result({ status: 'working', taskId }) };
    };

    it('D3: is followed by the person who began it and by nobody else', async () => {
      await begin('alice', 'task-1');
      const get = (taskId: string) =>
        modern('tasks/get', { taskId }, withTasks);
      const own = await ask('alice', get('task-1'));
      expect((await own.json()).result.status).toBe('working');
      const [other, unknown] = await Promise.all(
        ['task-1', 'task-none'].map(async taskId => {
          const asked = await ask('dave', get(taskId));
          const { error } = await asked.json();
          return { ...error, data: { ...error.data, requestId: '' } };
        }),
      );
      expect(other).toEqual(unknown);
      expect(other.data.reason).toBe('task.unknown');
      expect(upstream.seen).toHaveLength(1);
    });

    it('is known from an event stream of the session era too', async () => {
      answer = {
        headers: { 'content-type': 'text/event-stream' },
        body: `data: ${result({ task: { taskId: 'task-2' } })}\n\n`,
      };
      const call = {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'echo', task: { ttl: 1000 } },
      };
      await (await ask('dave', { body: call })).text();
      answer = { body: result({ status: 'completed' }) };
      const follow = { ...call, method: 'tasks/result' };
      const response = await ask('dave', {
        body: { ...follow, params: { taskId: 'task-2' } },
      });
      expect((await response.json()).result.status).toBe('completed');
    });

    it('lists one’s own only', async () => {
      await begin('alice', 'task-3');
      await begin('dave', 'task-4');
      answer = {
        body: result({ tasks: [{ taskId: 'task-3' }, { taskId: 'task-4' }] }),
      };
      const body = { jsonrpc: '2.0', id: 1, method: 'tasks/list', params: {} };
      const response = await ask('dave', { body });
      expect((await response.json()).result.tasks).toEqual([
        { taskId: 'task-4' },
      ]);
    });
  });
});
