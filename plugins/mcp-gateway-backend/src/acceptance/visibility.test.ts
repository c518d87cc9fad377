import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogPolicy, seesOnly } from '../__testUtils__/catalogPolicy';
import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  initialize,
  message,
  modern,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const NOWHERE = 'http://127.0.0.1:9/mcp';
const orders = () => {
  const server = activeServer('orders', NOWHERE);
  const revision = server.approvedRevision!;
  return {
    ...server,
    approvedRevision: {
      ...revision,
      tools: [
        ...revision.tools!,
        {
          name: 'audit',
          digest: 'sha256:audit',
          effect: 'reads' as const,
          hidden: true as const,
          headers: [{ header: 'region', path: ['region'] }],
        },
      ],
    },
  };
};

const call = (name: string) => message('tools/call', { name, arguments: {} });
const mirrored = modern('tools/call', {
  name: 'audit',
  arguments: { region: 'eu' },
});
type Request = Parameters<typeof send>[1];
/** Every way in that tells something apart. */
const REQUESTS: Record<string, Request> = {
  initialize: { body: initialize },
  'tools/list': { body: message('tools/list') },
  'a tool': { body: call('echo') },
  'a tool that destroys': { body: call('wipe') },
  'a hidden tool': { body: call('audit') },
  'no tool': { body: call('nowhere') },
  'a task': { body: message('tasks/get', { taskId: 'one' }) },
  'a resource': { body: message('resources/read', { uri: 'file:///a' }) },
  'a session': {
    body: message('tools/list'),
    headers: { 'mcp-session-id': 'made-up' },
  },
  'a notification': {
    body: { jsonrpc: '2.0', method: 'notifications/initialized' },
  },
  'a stream': { httpMethod: 'GET' },
  'the end of a session': { httpMethod: 'DELETE' },
  'a mirrored argument that disagrees': {
    body: mirrored.body,
    headers: { ...mirrored.headers, 'mcp-param-region': 'us' },
  },
};

describe('what a refusal tells of what there is (D2, invariant 8)', () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startGateway({
      features: catalogPolicy({
        dave: seesOnly('billing'),
        eve: { result: AuthorizeResult.DENY },
        alice: seesOnly('orders'),
      }),
    });
  });

  afterEach(async () => {
    await gateway.stop();
  });

  const ask = async (token: string, request: Request) => {
    const response = await send(gateway.endpoint('orders'), {
      ...request,
      token,
    });
    const requestId = response.headers.get('x-request-id') ?? '?';
    const headers = Object.fromEntries(response.headers);
    delete headers.date;
    delete headers['x-request-id'];
    const text = await response.text();
    return {
      status: response.status,
      headers,
      text: text.replaceAll(requestId, 'REQUEST'),
    };
  };
  const askAll = async (token: string) => {
    const answers: Record<string, Awaited<ReturnType<typeof ask>>> = {};
    for (const [what, request] of Object.entries(REQUESTS)) {
      answers[what] = await ask(token, request);
    }
    return answers;
  };

  it.each(['active', 'waiting', 'suspended', 'retired'] as const)(
    'a server that one may not know of answers, byte for byte, like one that is not there: %s',
    async status => {
      const token = await gateway.token('dave', 'orders');
      const before = await askAll(token);
      gateway.registry.put({ ...orders(), status });
      await gateway.applied();
      expect(await askAll(token)).toEqual(before);
      expect(before['a tool'].text).toContain('server.not-found');
    },
  );

  it('tells of the server whom the catalog shows it, and of its tools but those that the owner hides', async () => {
    gateway.registry.put(orders());
    await gateway.applied();
    const token = await gateway.token('alice', 'orders');
    const reasonOf = async (name: string) =>
      JSON.parse((await ask(token, { body: call(name) })).text).error.data
        .reason;
    expect(await reasonOf('echo')).toBe('grant.missing');
    expect(await reasonOf('nowhere')).toBe('tool.unknown');
    const hidden = await ask(token, REQUESTS['a hidden tool']);
    const none = await ask(token, REQUESTS['no tool']);
    expect(hidden.text.replaceAll('audit', 'nowhere')).toBe(none.text);
  });

  it('tells of the server who has access to some of it, whatever the catalog shows them', async () => {
    gateway.registry.put({
      ...orders(),
      grants: [grantTo('user:default/dave', { tools: ['echo'] })],
    });
    await gateway.applied();
    const token = await gateway.token('dave', 'orders');
    const { text } = await ask(token, { body: call('wipe') });
    expect(text).toContain('grant.tool-not-covered');
    // A hidden tool stays hidden, from mirrored headers too.
    const hidden = await ask(
      token,
      REQUESTS['a mirrored argument that disagrees'],
    );
    expect(hidden.text).toContain('tool.unknown');
  });

  it("the person's own activity tells no more; who owns the server sees what was refused", async () => {
    gateway.registry.put(orders());
    await gateway.applied();
    const token = await gateway.token('dave', 'orders');
    await ask(token, REQUESTS['a tool']);
    const own = async () => {
      const { body } = await gateway.as('dave').get('/calls');
      return body.items;
    };
    await waitUntil(async () => (await own()).length > 0);
    const [mine] = await own();
    expect(mine).toMatchObject({
      reason: 'server.not-found',
      trace: [
        { layer: 'feed', outcome: 'pass' },
        { layer: 'server', outcome: 'deny' },
      ],
    });
    expect(mine).not.toHaveProperty('serverId');
    const all = await gateway.as('bob').get(`/calls/${mine.id}`);
    expect(all.body).toMatchObject({
      serverId: 'id-of-orders',
      trace: expect.arrayContaining([
        { layer: 'visibility', outcome: 'deny', detail: 'grant.missing' },
      ]),
    });
  });
});
