import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startGateway, type TestGateway } from './__testUtils__/startGateway';
import { startOrders, type RunningOrders } from './startOrders';

const AUDIENCE = 'urn:example:orders';
const ALICE = 'user:default/alice';
const DAVE = 'user:default/dave';
const PROGRAM = join(__dirname, 'stdio.ts');

type Result = {
  isError?: boolean;
  content: Array<{ text: string }>;
  structuredContent?: Record<string, any>;
};

/** The MCP server as the gateway runs it: one process for everybody, the gateway's word in each message. */
describe('node src/stdio.ts', () => {
  let gateway: TestGateway;
  let orders: RunningOrders;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    orders = await startOrders({
      ...{ apiPort: 0, databasePath: ':memory:', mcpUrl: 'http://unused/mcp' },
      ...{ gatewayUrl: gateway.url, audience: AUDIENCE },
    });
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PROGRAM],
        env: { ORDERS_API_URL: `http://127.0.0.1:${orders.apiPort}` },
      }),
    );
  });

  afterAll(async () => {
    await client.close();
    await orders.stop();
    await gateway.stop();
  });

  const call = async (
    assertion: unknown,
    name = 'search_orders',
    args: Record<string, unknown> = {},
  ) =>
    (await client.callTool({
      ...{ name, arguments: args },
      _meta: { 'sallyport/assertion': assertion },
    })) as Result;

  it('listens nowhere: whoever is to reach it has to be the gateway', () => {
    expect(orders.mcpPort).toBe(undefined);
  });

  it('says which tools there are, and shows orders to nobody without a word', async () => {
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(5);
    for (const none of [undefined, null, 7, { sub: ALICE }]) {
      const result = await call(none);
      expect(result.isError).toBe(true);
      expect(result.content[0].text).toContain('for nobody');
    }
  });

  it('asks as whoever each call is for, however many are under way', async () => {
    const people = Array.from({ length: 30 }, (_, n) => [ALICE, DAVE][n % 2]);
    const found = await Promise.all(
      people.map(async person => {
        const word = await gateway.sign(person, AUDIENCE);
        return (await call(word)).structuredContent?.seenAs.person;
      }),
    );
    expect(found).toEqual(people);
    // Nothing of the last one is left for a call that brings none.
    expect((await call(undefined)).isError).toBe(true);
  });

  it('changes things in the name of whom the word is about, and of who acts for them', async () => {
    const word = await gateway.sign('user:default/bob', AUDIENCE, {
      claims: { act: { sub: 'component:default/triage' } },
    });
    const order = await call(word, 'add_order_note', {
      orderId: 'ORD-1001',
      text: 'Call before delivery',
    });
    expect(order.structuredContent?.notes).toContainEqual(
      expect.objectContaining({
        by: 'user:default/bob',
        through: 'component:default/triage',
      }),
    );
  });

  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, () => Promise<string>]>([
    [
      'that was good until a moment ago, played again',
      () => gateway.sign(ALICE, AUDIENCE, { lifetimeSeconds: -10 }),
    ],
    ['for another system', () => gateway.sign(ALICE, 'urn:example:payroll')],
    [
      'of another gateway',
      () =>
        gateway.sign(ALICE, AUDIENCE, {
          claims: { iss: 'https://mcp.evil.example' },
        }),
    ],
    [
      'that names the gateway’s probe',
      () => gateway.sign('sallyport-probe', AUDIENCE),
    ],
    [
      'that is a token of a client',
      () => gateway.sign(ALICE, AUDIENCE, { header: { typ: 'at+jwt' } }),
    ],
    [
      'that somebody has put another person into',
      async () => {
        const word = await gateway.sign(ALICE, AUDIENCE);
        const [header, , signature] = word.split('.');
        const claims = { sub: DAVE, aud: AUDIENCE, exp: now() + 60 };
        const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
        return `${header}.${text}.${signature}`;
      },
    ],
    ['that is no word', async () => 'x y'],
  ])('D10: gets nothing from the API for a word %s', async (_, make) => {
    const warned = jest.spyOn(console, 'warn').mockImplementation();
    const word = await make();
    const result = await call(word);
    warned.mockRestore();
    expect(result.isError).toBe(true);
    const text = JSON.stringify(result);
    expect(text).toContain('no valid assertion of the gateway');
    expect(text).not.toMatch(/ORD-\d/);
    expect(text).not.toContain(word);
  });

  it('says what is missing when it is not told where the API is', () => {
    for (const given of [{}, { ORDERS_API_URL: 'the api' }]) {
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM], {
        env: given,
        input: '',
        encoding: 'utf8',
      });
      expect(status).toBe(1);
      expect(stderr).toContain('ORDERS_API_URL');
    }
  });
});
