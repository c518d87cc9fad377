import {
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect } from '../__testUtils__/mcpRequests';
import { scriptModern } from '../__testUtils__/scriptModern';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startScripted } from '../__testUtils__/startScripted';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';
const ASK_WIPE =
  'http://portal.example/ai-tools/request?server=api%3Adefault%2Forders&tool=wipe';
const WIPE = { name: 'wipe', arguments: { really: true } };

describe('a denied call explains itself (D1)', () => {
  let legacy: Upstream;
  let modern: Awaited<ReturnType<typeof startScripted>>;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    legacy = await startUpstream();
    modern = await startScripted(scriptModern);
    gateway = await startGateway();
  });

  afterAll(async () => {
    await gateway.stop();
    await legacy.stop();
    await modern.stop();
  });

  const serve = async (url: string, tools?: string[]) => {
    gateway.registry.put({
      ...activeServer('orders', url),
      grants: [grantTo('user:default/alice', { tools })],
    });
    await gateway.applied();
    token ??= await gateway.token('alice', 'orders');
  };

  const connectModern = async (capabilities: object) => {
    const client = new Client(
      { name: 'sdk', version: '2.0.0' },
      { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const endpoint = new URL(gateway.endpoint('orders'));
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(
      new StreamableHTTPClientTransport(endpoint, { requestInit }),
    );
    return client;
  };

  const refusalOf = async (call: Promise<unknown>) =>
    await call.then(
      () => {
        throw new Error('The call was not refused');
      },
      error => error,
    );

  const recordOf = (requestId: string) =>
    gateway.call(call => call.requestId === requestId);

  const whole = (requestId: string) =>
    `Your access does not cover this tool. Refused by the gateway: the tool wipe of ${ORDERS}, request ${requestId}. Who can say yes: the group data-platform. Ask for it here: ${ASK_WIPE}`;

  it('shows a person the whole text, and a program the same as data: SDK v1', async () => {
    await serve(legacy.url, ['echo']);
    const { client } = await connect(gateway.endpoint('orders'), token);
    const error = await refusalOf(client.callTool(WIPE));
    expect(error.message).toBe(
      `MCP error -31006: ${whole(error.data.requestId)}`,
    );
    expect(error.data).toMatchObject({
      reason: 'grant.tool-not-covered',
      refusedBy: 'gateway',
      server: ORDERS,
      tool: 'wipe',
      owner: 'group:default/data-platform',
      ask: ASK_WIPE,
    });
    const { requestId } = error.data;
    expect(await recordOf(requestId)).toMatchObject({
      decision: 'deny',
      reason: 'grant.tool-not-covered',
      httpStatus: 200,
    });
    await client.close();
  });

  it('gives a client of a session the page to open, where it can open pages: -32042', async () => {
    await serve(legacy.url, ['echo']);
    const client = new LegacyClient(
      { name: 'sdk', version: '1.2.3' },
      { capabilities: { elicitation: { url: {} } } },
    );
    await client.connect(
      new LegacyTransport(new URL(gateway.endpoint('orders')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    const error = await refusalOf(client.callTool(WIPE));
    expect(error).toBeInstanceOf(UrlElicitationRequiredError);
    expect(error.elicitations).toEqual([
      expect.objectContaining({ mode: 'url', url: ASK_WIPE }),
    ]);
    expect(error.message).toContain(ASK_WIPE);
    await client.close();
  });

  it('shows a person the whole text: SDK v2 in the modern era', async () => {
    await serve(modern.url, ['echo']);
    const client = await connectModern({});
    const error = await refusalOf(client.callTool(WIPE));
    expect(error.message).toBe(whole(error.data.requestId));
    await client.close();
  });

  it('opens the form for a person whose client can, and decides again: still refused', async () => {
    await serve(modern.url, ['echo']);
    const client = await connectModern({ elicitation: { url: {} } });
    const asked: unknown[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params);
      return { action: 'accept' };
    });
    const error = await refusalOf(client.callTool(WIPE));
    expect(asked).toEqual([
      expect.objectContaining({ mode: 'url', url: ASK_WIPE }),
    ]);
    expect(error.data.reason).toBe('grant.tool-not-covered');
    await client.close();
  });

  it('goes on where the access came meanwhile, and its server never sees what the gateway asked', async () => {
    await serve(modern.url, ['echo']);
    const client = await connectModern({ elicitation: { url: {} } });
    client.setRequestHandler('elicitation/create', async () => {
      await serve(modern.url);
      return { action: 'accept' };
    });
    modern.seen.length = 0;
    const result = await client.callTool(WIPE);
    expect(result.content).toEqual([{ type: 'text', text: 'wipe was called' }]);
    const [call] = modern.seen.map(({ bytes }) => JSON.parse(bytes.toString()));
    expect(call.params).toMatchObject(WIPE);
    expect(call.params).not.toHaveProperty('requestState');
    expect(call.params).not.toHaveProperty('inputResponses');
    await client.close();
  });
});
