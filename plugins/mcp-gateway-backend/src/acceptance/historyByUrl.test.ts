import {
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { scriptModern } from '../__testUtils__/scriptModern';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startScripted } from '../__testUtils__/startScripted';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const WIPE = { name: 'wipe', arguments: {} };

describe('a person’s word, asked for by URL elicitation', () => {
  let legacy: Upstream;
  let modern: Awaited<ReturnType<typeof startScripted>>;
  let gateway: TestGateway;

  beforeAll(async () => {
    legacy = await startUpstream();
    modern = await startScripted(scriptModern);
    gateway = await startGateway({
      guards: {
        history: [
          {
            ...{ id: 'ask', title: 'Ask before', kind: 'approval' },
            tools: { names: ['wipe'] },
          },
        ],
      },
      prepare: registry => {
        const grants = [grantTo('user:default/alice')];
        registry.put({ ...activeServer('orders', modern.url), grants });
        registry.put({ ...activeServer('billing', legacy.url), grants });
      },
    });
  });

  beforeEach(() => {
    modern.seen.length = 0;
    legacy.called.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await legacy.stop();
    await modern.stop();
  });

  const connectModern = async (token: string, capabilities: object) => {
    const client = new Client(
      { name: 'v2', version: '2.0.0' },
      { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(gateway.endpoint('orders')), {
        requestInit,
      }),
    );
    return client;
  };
  const approve = async (url: string) => {
    const ticket = new URL(url).searchParams.get('ticket');
    await gateway
      .as('alice')
      .post('/confirmations', { ticket, decision: 'approve' })
      .expect(200);
  };
  const refusalOf = async (call: Promise<unknown>) =>
    await call.then(
      () => {
        throw new Error('The call was not refused');
      },
      error => error,
    );

  it('stateless era: the call goes on when it was given, and holds for the token', async () => {
    const token = await gateway.token('alice', 'orders');
    const client = await connectModern(token, { elicitation: { url: {} } });
    const asked: string[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode !== 'url') throw new Error('A form was not expected');
      asked.push(params.message);
      await approve(params.url);
      return { action: 'accept' };
    });
    const result = await client.callTool(WIPE);
    expect(result.content).toEqual([{ type: 'text', text: 'wipe was called' }]);
    expect(asked).toEqual([expect.stringMatching(/Ask before/)]);
    const sent = modern.seen.map(({ bytes }) => JSON.parse(bytes.toString()));
    const calls = sent.filter(({ method }) => method === 'tools/call');
    expect(calls).toHaveLength(1);
    expect(calls[0].params).not.toHaveProperty('requestState');
    await client.callTool(WIPE);
    expect(asked).toHaveLength(1);

    // A client that opens no pages gets the words; with the same token it is the same client.
    const same = await connectModern(token, {});
    await same.callTool(WIPE);
    const other = await connectModern(
      await gateway.token('alice', 'orders'),
      {},
    );
    const error = await refusalOf(other.callTool(WIPE));
    expect(error.message).toMatch(/Confirm it here: http:\/\/portal\.example/);
    const shown = await gateway
      .as('alice')
      .get(`/confirmations/asked${new URL(error.data.ask).search}`)
      .expect(200);
    expect(shown.body).toMatchObject({ application: 'v2 2.0.0' });
    expect(shown.body).not.toHaveProperty('sessionStartedAt');
    for (const each of [client, same, other]) await each.close();
  });

  it('stateless era: says so where it was not given', async () => {
    const token = await gateway.token('alice', 'orders');
    const client = await connectModern(token, { elicitation: { url: {} } });
    client.setRequestHandler('elicitation/create', async () => ({
      action: 'accept',
    }));
    const error = await refusalOf(client.callTool(WIPE));
    expect(error.data.reason).toBe('guard.needs-approval');
    expect(modern.seen.length).toBeLessThanOrEqual(2);
    await client.close();
  });

  it('session era: -32042, and the next call goes through', async () => {
    const token = await gateway.token('alice', 'billing');
    const client = new LegacyClient(
      { name: 'v1', version: '1.0.0' },
      { capabilities: { elicitation: { url: {} } } },
    );
    await client.connect(
      new LegacyTransport(new URL(gateway.endpoint('billing')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    const error = await refusalOf(client.callTool(WIPE));
    expect(error).toBeInstanceOf(UrlElicitationRequiredError);
    expect(legacy.called).toEqual([]);
    await approve(error.elicitations[0].url);
    await client.callTool(WIPE);
    expect(legacy.called).toEqual(['wipe']);
    await client.close();
  });
});
