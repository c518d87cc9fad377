import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import request from 'supertest';
import { startGateway, type TestGateway } from './__testUtils__/startGateway';
import { startOrders, type RunningOrders } from './startOrders';

const AUDIENCE = 'urn:example:orders';
const MCP_URL = 'http://localhost:7011/mcp';
/** Looks after every region. */
const BOB = 'user:default/bob';
const ALICE = 'user:default/alice';
const DAVE = 'user:default/dave';
const NOBODY_IN_PARTICULAR = 'user:default/frank';

type Result = {
  isError?: boolean;
  content: Array<{ text: string }>;
  structuredContent?: Record<string, any>;
};

describe('the orders example', () => {
  let gateway: TestGateway;
  let orders: RunningOrders;
  let mcpUrl: string;
  let apiUrl: string;
  let call: (name: string, args?: Record<string, unknown>) => Promise<Result>;
  const clients: Client[] = [];

  beforeEach(async () => {
    gateway = await startGateway();
    orders = await startOrders({
      apiPort: 0,
      mcpPort: 0,
      databasePath: ':memory:',
      gatewayUrl: gateway.url,
      audience: AUDIENCE,
      mcpUrl: MCP_URL,
    });
    mcpUrl = `http://127.0.0.1:${orders.mcpPort}`;
    apiUrl = `http://127.0.0.1:${orders.apiPort}`;
    call = await as(BOB);
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map(client => client.close()));
    await orders.stop();
    await gateway.stop();
  });

  /** Connected the way the gateway is: each request carries its word. */
  async function connect(assertion: string): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    clients.push(client);
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${mcpUrl}/mcp`), {
        requestInit: { headers: { authorization: `Bearer ${assertion}` } },
      }),
    );
    return client;
  }

  async function as(person: string, actor?: string): Promise<typeof call> {
    const client = await connect(
      await gateway.sign(person, AUDIENCE, {
        claims: { act: actor && { sub: actor } },
      }),
    );
    return async (name, args = {}) =>
      (await client.callTool({ name, arguments: args })) as Result;
  }

  async function api(person: string) {
    const token = await gateway.sign(person, AUDIENCE);
    return { authorization: `Bearer ${token}` };
  }

  const idsOf = ({ structuredContent }: Result): string[] =>
    structuredContent?.orders.map((order: { id: string }) => order.id);

  describe('shows each person what they look after', () => {
    it('in a search, a sum and one order, by the same tools', async () => {
      const [alice, dave] = [await as(ALICE), await as(DAVE)];
      const found = {
        alice: await alice('search_orders', { limit: 50 }),
        dave: await dave('search_orders', { limit: 50 }),
      };
      expect(found.alice.structuredContent?.seenAs).toEqual({
        person: ALICE,
        actor: null,
        regions: ['north'],
      });
      expect(found.dave.structuredContent?.seenAs).toEqual({
        person: DAVE,
        actor: null,
        regions: ['south', 'west'],
      });
      const regionsOf = ({ structuredContent }: Result) =>
        new Set(structuredContent?.orders.map((one: any) => one.region));
      expect(regionsOf(found.alice)).toEqual(new Set(['north']));
      expect(regionsOf(found.dave)).toEqual(new Set(['south', 'west']));

      const east = await (await as('user:default/erin'))('search_orders');
      const totals = [found.alice, found.dave, east].map(
        ({ structuredContent }) => structuredContent?.total,
      );
      // Nobody's rows are another's, and together they are all.
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(240);
      const sales = await dave('sales_summary', { groupBy: 'region' });
      expect(
        sales.structuredContent?.rows.map((row: any) => row.group),
      ).toEqual(['south', 'west']);

      const [daves] = idsOf(found.dave);
      const theirs = await alice('get_order', { orderId: daves });
      const none = await alice('get_order', { orderId: 'ORD-9999' });
      expect(theirs.isError).toBe(true);
      // Which of the two it is cannot be told.
      expect(theirs.content[0].text.replace(daves, '')).toBe(
        none.content[0].text.replace('ORD-9999', ''),
      );
    });

    it('whatever region they ask for', async () => {
      const alice = await as(ALICE);
      const south = await alice('search_orders', { region: 'south' });
      expect(south.structuredContent?.total).toBe(0);
    });

    it('and lets them change nothing else', async () => {
      const [alice, dave] = [await as(ALICE), await as(DAVE)];
      const [daves] = idsOf(await dave('search_orders'));
      for (const [name, args] of [
        ['add_order_note', { orderId: daves, text: 'Not mine' }],
        ['refund_order', { orderId: daves, reason: 'Not mine' }],
      ] as const) {
        expect((await alice(name, args)).isError).toBe(true);
      }
      const after = await dave('get_order', { orderId: daves });
      expect(JSON.stringify(after)).not.toContain('Not mine');
    });

    it('and says so to whom it shows nothing', async () => {
      const stranger = await as(NOBODY_IN_PARTICULAR);
      for (const [name, args] of [
        ['search_orders', {}],
        ['sales_summary', {}],
        ['get_order', { orderId: 'ORD-1001' }],
      ] as const) {
        const { isError, content } = await stranger(name, args);
        expect(isError).toBe(true);
        expect(content[0].text).toContain(
          `${NOBODY_IN_PARTICULAR} looks after no region`,
        );
      }
    });
  });

  it('writes down who changed something, and who acted for them', async () => {
    const [first] = idsOf(await call('search_orders', { status: 'delivered' }));
    const agent = 'component:default/triage';
    await call('add_order_note', { orderId: first, text: 'By hand' });
    const through = await as(BOB, agent);
    await through('add_order_note', { orderId: first, text: 'By an agent' });
    const { structuredContent: order } = await through('refund_order', {
      orderId: first,
      amountCents: 100,
      reason: 'arrived damaged',
    });
    expect(order?.notes).toMatchObject([
      { text: 'By hand', by: BOB, through: null },
      { text: 'By an agent', by: BOB, through: agent },
    ]);
    expect(order?.refunds.at(-1)).toMatchObject({ by: BOB, through: agent });
  });

  describe('lets in the gateway alone (D10)', () => {
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
    };
    const post = (authorization?: string, message: object = body) =>
      request(mcpUrl)
        .post('/mcp')
        .set('Accept', 'application/json, text/event-stream')
        .set(authorization ? { authorization } : {})
        .send(message);

    const warned = jest.spyOn(console, 'warn');
    beforeEach(() => {
      warned.mockReset();
    });
    afterAll(() => {
      warned.mockRestore();
    });

    it('at the MCP server, from the first request on', async () => {
      for (const send of [
        post(),
        post(undefined, { jsonrpc: '2.0', id: 1, method: 'tools/list' }),
        request(mcpUrl).get('/mcp'),
        request(mcpUrl).delete('/mcp'),
      ]) {
        const answer = await send;
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe(
          'Bearer realm="orders"',
        );
        expect(answer.headers['mcp-session-id']).toBe(undefined);
      }
      const other = await gateway.sign(ALICE, 'urn:example:payroll');
      const refused = await post(`Bearer ${other}`);
      expect(refused.status).toBe(401);
      expect(refused.headers['www-authenticate']).toContain('invalid_token');
      expect(refused.body.error.message).not.toContain('aud');
      // Whoever runs the server is told why, and not with what.
      expect(warned.mock.calls).toEqual([
        ['orders: refused an assertion: unexpected "aud" claim value'],
      ]);
    });

    it('at the API, which does not take the MCP server’s word for anybody', async () => {
      const forged = [
        {},
        { 'x-user': ALICE, 'x-forwarded-user': ALICE },
        { authorization: 'Bearer none' },
        {
          authorization: `Bearer ${await gateway.sign(
            ALICE,
            'urn:example:payroll',
          )}`,
        },
        // What the MCP server is shown to look for its tools opens nothing here.
        {
          authorization: `Bearer ${await gateway.sign(
            'sallyport-probe',
            MCP_URL,
          )}`,
        },
      ];
      for (const headers of forged) {
        const answer = await request(apiUrl).get('/orders').set(headers);
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
      }
    });

    it('and says when it cannot know, since the gateway does not answer', async () => {
      const token = await gateway.sign(ALICE, AUDIENCE);
      await gateway.stop();
      const quiet = jest.spyOn(console, 'error').mockImplementation();
      const fresh = await startOrders({
        apiPort: 0,
        mcpPort: 0,
        databasePath: ':memory:',
        gatewayUrl: gateway.url,
        audience: AUDIENCE,
        mcpUrl: MCP_URL,
      });
      const answer = await request(`http://127.0.0.1:${fresh.apiPort}`)
        .get('/orders')
        .set('authorization', `Bearer ${token}`);
      await fresh.stop();
      await gateway.start();
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.headers['www-authenticate']).toBe(undefined);
      expect(JSON.stringify(quiet.mock.calls)).not.toContain(token);
      quiet.mockRestore();
    });
  });

  it('shows its tools to a probe, and calls none for it', async () => {
    const probe = await connect(await gateway.sign('sallyport-probe', MCP_URL));
    expect((await probe.listTools()).tools).toHaveLength(5);
    const result = (await probe.callTool({
      name: 'search_orders',
      arguments: {},
    })) as Result;
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain('for nobody');
  });

  it('says of every tool what it does and what it may change', async () => {
    const client = await connect(await gateway.sign(BOB, AUDIENCE));
    const { tools } = await client.listTools();

    expect(
      Object.fromEntries(
        tools.map(tool => [
          tool.name,
          [tool.annotations?.readOnlyHint, tool.annotations?.destructiveHint],
        ]),
      ),
    ).toEqual({
      search_orders: [true, false],
      get_order: [true, false],
      sales_summary: [true, false],
      add_order_note: [false, false],
      refund_order: [false, true],
    });
    for (const tool of tools) {
      expect(tool.title).toBeTruthy();
      expect(tool.description).toBeTruthy();
      expect(tool.inputSchema.additionalProperties).toBe(false);
      expect(tool.outputSchema?.type).toBe('object');
    }
  });

  it('finds orders by what was bought, with a count and pages', async () => {
    const first = await call('search_orders', { text: 'lamp', limit: 3 });
    const second = await call('search_orders', {
      text: 'lamp',
      limit: 3,
      offset: 3,
    });

    expect(first.structuredContent?.total).toBeGreaterThan(6);
    const ids = [first, second].flatMap(idsOf);
    expect(new Set(ids).size).toBe(6);
    const order = await call('get_order', { orderId: ids[0] });
    expect(order.content[0].text).toMatch(/lamp/);
  });

  it('treats wildcards in a search as plain text', async () => {
    const page = await call('search_orders', { text: '%' });
    expect(page.structuredContent).toMatchObject({ total: 0, orders: [] });
  });

  it('counts every order that was not cancelled once, by month and by region', async () => {
    const cancelled = await call('search_orders', { status: 'cancelled' });
    for (const groupBy of ['month', 'region']) {
      const sales = await call('sales_summary', { groupBy });
      const sum = sales.structuredContent?.rows.reduce(
        (count: number, row: { orders: number }) => count + row.orders,
        0,
      );
      expect(sum + cancelled.structuredContent?.total).toBe(240);
    }
  });

  it('includes the last day of a period', async () => {
    const all = await call('search_orders', { limit: 1 });
    const day = all.structuredContent?.orders[0].placedAt.slice(0, 10);
    const found = await call('search_orders', { from: day, to: day });
    expect(found.structuredContent?.total).toBeGreaterThan(0);
    const next = await call('sales_summary', { from: '2999-01-01' });
    expect(next.content[0].text).toMatch(
      /^No sales in this period\.\nSeen as /,
    );
  });

  it('adds a note and changes nothing else', async () => {
    const before = await call('get_order', { orderId: 'ORD-1001' });
    const after = await call('add_order_note', {
      orderId: 'ORD-1001',
      text: 'Call before delivery',
    });

    expect(after.structuredContent).toEqual({
      ...before.structuredContent,
      notes: [
        {
          text: 'Call before delivery',
          createdAt: expect.any(String),
          by: BOB,
          through: null,
        },
      ],
    });
  });

  it('refunds in parts, never more than was paid', async () => {
    const { structuredContent: before } = await call('get_order', {
      orderId: 'ORD-1001',
    });
    await call('refund_order', {
      orderId: 'ORD-1001',
      amountCents: 1000,
      reason: 'arrived damaged',
    });
    const tooMuch = await call('refund_order', {
      orderId: 'ORD-1001',
      amountCents: before?.totalCents,
      reason: 'arrived damaged',
    });
    const rest = await call('refund_order', {
      orderId: 'ORD-1001',
      reason: 'customer sent it back',
    });
    const again = await call('refund_order', {
      orderId: 'ORD-1001',
      reason: 'once more',
    });

    expect(tooMuch.isError).toBe(true);
    expect(tooMuch.content[0].text).toContain('left to refund');
    expect(rest.structuredContent).toMatchObject({
      status: 'refunded',
      refundedCents: before?.totalCents,
    });
    expect(again.isError).toBe(true);
    expect(again.content[0].text).toContain('already fully refunded');
  });

  it.each([
    ['get_order', { orderId: 'ORD-9999' }, 'There is no order ORD-9999'],
    ['get_order', { orderId: "x' OR 1=1" }, 'An order number looks like'],
    ['search_orders', { from: 'yesterday' }, 'Use a day such as'],
    ['search_orders', { sql: 'DROP TABLE orders' }, 'sql'],
  ])('refuses %s %p with a reason', async (name, args, reason) => {
    const result = await call(name, args);
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain(reason);
  });

  it.each([
    ['host', 'evil.example'],
    ['origin', 'https://evil.example'],
  ])('refuses a foreign %s (E2)', async (header, value) => {
    const response = await request(mcpUrl)
      .post('/mcp')
      .set(await api(BOB))
      .set(header, value)
      .set('Accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(403);
  });

  it('answers an unknown session with 404, so that clients start again', async () => {
    const response = await request(mcpUrl)
      .post('/mcp')
      .set(await api(BOB))
      .set('mcp-session-id', 'gone')
      .set('Accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(404);
  });

  it('refuses what is no JSON, and what is too much of it', async () => {
    const broken = await request(mcpUrl)
      .post('/mcp')
      .set(await api(BOB))
      .set('Content-Type', 'application/json')
      .send('{"jsonrpc":');
    const huge = await request(mcpUrl)
      .post('/mcp')
      .set(await api(BOB))
      .set('Content-Type', 'application/json')
      .send(JSON.stringify({ text: 'x'.repeat(2_000_000) }));
    expect([broken.status, huge.status]).toEqual([400, 413]);
  });

  it('validates at the API as well', async () => {
    const note = await request(apiUrl)
      .post('/orders/ORD-1001/notes')
      .set(await api(BOB))
      .send({ text: '', author: 'x' });
    const missing = await request(apiUrl)
      .get('/nothing')
      .set(await api(BOB));
    expect(note.status).toBe(400);
    expect(note.body.error.message).toContain('text');
    expect(missing.status).toBe(404);
  });
});
