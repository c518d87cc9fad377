import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import {
  runtimeUrl,
  type AccessDocument,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { connect, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { ASSERTION_META } from '../credentials/ASSERTION_META';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
  programPath,
} from '../runtimes/__testUtils__/hostedServer';
import { PlainProcessDriver } from '../runtimes/__testUtils__/PlainProcessDriver';

jest.setTimeout(60_000);

const AUDIENCE = 'urn:example:orders';
const ALICE = 'user:default/alice';
const DAVE = 'user:default/dave';
const TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

/** The gateway's signed word travels with each message to servers that it runs, in both eras. */
describe('assertions for servers that the gateway runs', () => {
  const driver = new PlainProcessDriver({
    scripted: [programPath('scripted')],
    modern: [programPath('modern')],
  });
  let gateway: TestGateway;

  const vouched = (
    document: ReturnType<typeof hostedServer>,
    credential: NonNullable<
      AccessDocument['approvedRevision']
    >['credential'] = { type: 'signed-assertion', audience: AUDIENCE },
  ) => ({
    ...document,
    approvedRevision: { ...document.approvedRevision!, credential },
  });
  const scripted = { identifier: 'scripted' };
  const tools = ['whose', 'echo'];

  beforeAll(async () => {
    gateway = await startGateway({
      features: [addRuntimeDriver(driver)],
      credentials: {
        assertions: {
          audiences: [
            {
              audience: AUDIENCE,
              servers: ['legacy', 'modern', 'own'].map(
                name => `api:default/${name}`,
              ),
            },
          ],
        },
      },
      entities: ['legacy', 'modern', 'own', 'borrowed', 'plain'].map(
        hostedEntity,
      ),
      prepare: registry => {
        registry.put(vouched(hostedServer('legacy', scripted)));
        registry.put(
          vouched(hostedServer('modern', { identifier: 'modern' }, tools)),
        );
        registry.put(
          vouched(
            hostedServer('own', { ...scripted, isolation: 'per-session' }),
            { type: 'signed-assertion' },
          ),
        );
        registry.put(vouched(hostedServer('borrowed', scripted)));
        registry.put(hostedServer('plain', scripted));
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    driver.assertNothingLeft();
  });

  const legacy = async (name: string, person = 'alice') =>
    (await connect(gateway.endpoint(name), await gateway.token(person, name)))
      .client;
  const modern = async (name: string, person = 'alice') => {
    const client = new ModernClient(
      { name: 'v2', version: '2.3.4' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const token = await gateway.token(person, name);
    await client.connect(
      new ModernTransport(new URL(gateway.endpoint(name)), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return client;
  };
  type Caller = Pick<ModernClient, 'close'> & {
    callTool(request: {
      name: string;
      arguments: Record<string, unknown>;
    }): Promise<object>;
  };
  const say = async (client: Caller, name: string, args: object = {}) => {
    const result = await client.callTool({ name, arguments: { ...args } });
    const { content } = result as { content: [{ text: string }] };
    return content[0].text;
  };
  const whose = (client: Caller, ms = 0) =>
    say(client, 'wipe', { do: 'whose', ms });

  it('names the person, for the audience that the administrator allows, in the session era', async () => {
    const client = await legacy('legacy');
    const now = Math.floor(Date.now() / 1000);
    const claims = JSON.parse(await whose(client));
    expect(claims).toMatchObject({
      ...{ iss: gateway.publicUrl, sub: ALICE, aud: AUDIENCE },
      jti: expect.any(String),
    });
    expect(claims.exp - now).toBeGreaterThan(30);
    expect(claims.exp - now).toBeLessThanOrEqual(121);
    await client.close();
  });

  it.each(['SDK v1', 'SDK v2'])(
    'reaches a server of MCP 2026-07-28, by a client of %s',
    async sdk => {
      const client =
        sdk === 'SDK v1' ? await legacy('modern') : await modern('modern');
      expect(JSON.parse(await say(client, 'whose'))).toMatchObject({
        ...{ sub: ALICE, aud: AUDIENCE },
      });
      await client.close();
    },
  );

  it('reaches a server of the session era, by a client of MCP 2026-07-28', async () => {
    const client = await modern('legacy', 'dave');
    expect(JSON.parse(await whose(client))).toMatchObject({ sub: DAVE });
    await client.close();
  });

  it('is of whoever calls, for many calls of several people in one process at a time', async () => {
    const people: Record<string, Client> = {
      [ALICE]: await legacy('legacy'),
      [DAVE]: await legacy('legacy', 'dave'),
    };
    const calls = Array.from({ length: 40 }, (_, n) => [ALICE, DAVE][n % 2]);
    const found = await Promise.all(
      calls.map(async (person, n) => {
        // Answered in another order than asked.
        const text = await whose(people[person], (40 - n) * 5);
        return JSON.parse(text).sub;
      }),
    );
    expect(found).toEqual(calls);
    expect(
      driver.started.filter(
        ({ serverRef }) => serverRef === 'api:default/legacy',
      ),
    ).toHaveLength(1);
    for (const client of Object.values(people)) await client.close();
  });

  it('comes with what a client answers, too', async () => {
    const client = new Client(
      { name: 'asks', version: '1' },
      { capabilities: { elicitation: {} } },
    );
    const token = await gateway.token('alice', 'own');
    await client.connect(
      new StreamableHTTPClientTransport(new URL(gateway.endpoint('own')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    client.setRequestHandler(ElicitRequestSchema, async () => ({
      action: 'accept',
      content: {},
    }));
    const params = {
      message: 'Sure?',
      requestedSchema: { type: 'object', properties: {} },
    };
    const text = await say(client, 'wipe', { do: 'whose-answer', params });
    // Without an audience of its own, it is for this server alone.
    expect(JSON.parse(text)).toMatchObject({
      sub: ALICE,
      aud: runtimeUrl('id-of-own'),
    });
    await client.close();
  });

  it('D10: is never what a client writes, and then reaches nothing', async () => {
    const session = await legacy('plain');
    for (const name of ['plain', 'legacy']) {
      const body = {
        ...message('tools/list'),
        params: { _meta: { [ASSERTION_META]: 'eyJhbGciOiJub25lIn0.eyJ9.' } },
      };
      const token = await gateway.token('alice', name);
      const answer = await send(gateway.endpoint(name), { body, token });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(await answer.json())).toContain(
        `Only the gateway writes ${ASSERTION_META}`,
      );
    }
    // A server without such a credential gets none.
    expect(await whose(session)).toBe('nobody');
    await session.close();
  });

  it('an owner cannot have the word that the administrator gave to another server', async () => {
    await expect(legacy('borrowed')).rejects.toThrow(
      /may not have assertions for the audience/,
    );
    expect(
      driver.started.filter(
        ({ serverRef }) => serverRef === 'api:default/borrowed',
      ),
    ).toEqual([]);
  });

  it('C6: stands in no answer, not even in somebody else’s, in no log and in no record', async () => {
    const alice = await legacy('legacy');
    const dave = await legacy('legacy', 'dave');
    await say(alice, 'wipe', { do: 'keep' });
    const told = await say(dave, 'wipe', { do: 'tell-kept' });
    expect(told).toMatch(/^\*{100,}$/);
    let log = '';
    await waitUntil(async () => {
      const { body } = await gateway
        .as('bob')
        .get('/servers/id-of-legacy/runtime')
        .expect(200);
      log = JSON.stringify(body);
      return log.includes('kept ***');
    });
    expect(log).not.toMatch(TOKEN);
    await gateway.call(
      ({ credential, user }) =>
        credential === 'signed-assertion' && user === DAVE,
    );
    expect(JSON.stringify(await gateway.calls(1))).not.toMatch(TOKEN);
    expect(driver.started.map(({ secrets }) => secrets)).toEqual(
      driver.started.map(() => ({})),
    );
    await alice.close();
    await dave.close();
  });
});
