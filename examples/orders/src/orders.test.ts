import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import request from 'supertest';
import { startOrders, type RunningOrders } from './startOrders';

describe('the orders example', () => {
  let orders: RunningOrders;
  let client: Client;
  let mcpUrl: string;
  let apiUrl: string;

  beforeEach(async () => {
    orders = await startOrders({
      apiPort: 0,
      mcpPort: 0,
      databasePath: ':memory:',
    });
    mcpUrl = `http://127.0.0.1:${orders.mcpPort}`;
    apiUrl = `http://127.0.0.1:${orders.apiPort}`;
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${mcpUrl}/mcp`)),
    );
  });

  afterEach(async () => {
    await client.close();
    await orders.stop();
  });

  const call = async (name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })) as {
      isError?: boolean;
      content: Array<{ text: string }>;
      structuredContent?: Record<string, any>;
    };

  it('says of every tool what it does and what it may change', async () => {
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
    const ids = [first, second].flatMap(page =>
      page.structuredContent?.orders.map((order: { id: string }) => order.id),
    );
    expect(new Set(ids).size).toBe(6);
    const order = await call('get_order', { orderId: ids[0] });
    expect(order.content[0].text).toMatch(/lamp/);
  });

  it('treats wildcards in a search as plain text', async () => {
    const page = await call('search_orders', { text: '%' });
    expect(page.structuredContent).toEqual({ total: 0, orders: [] });
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
    expect(next.content[0].text).toBe('No sales in this period.');
  });

  it('adds a note and changes nothing else', async () => {
    const before = await call('get_order', { orderId: 'ORD-1001' });
    const after = await call('add_order_note', {
      orderId: 'ORD-1001',
      text: 'Call before delivery',
    });

    expect(after.structuredContent).toEqual({
      ...before.structuredContent,
      notes: [{ text: 'Call before delivery', createdAt: expect.any(String) }],
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
      .set(header, value)
      .set('Accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(403);
  });

  it('answers an unknown session with 404, so that clients start again', async () => {
    const response = await request(mcpUrl)
      .post('/mcp')
      .set('mcp-session-id', 'gone')
      .set('Accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(404);
  });

  it('refuses what is no JSON, and what is too much of it', async () => {
    const broken = await request(mcpUrl)
      .post('/mcp')
      .set('Content-Type', 'application/json')
      .send('{"jsonrpc":');
    const huge = await request(mcpUrl)
      .post('/mcp')
      .set('Content-Type', 'application/json')
      .send(JSON.stringify({ text: 'x'.repeat(2_000_000) }));
    expect([broken.status, huge.status]).toEqual([400, 413]);
  });

  it('validates at the API as well', async () => {
    const note = await request(apiUrl)
      .post('/orders/ORD-1001/notes')
      .send({ text: '', author: 'x' });
    const missing = await request(apiUrl).get('/nothing');
    expect(note.status).toBe(400);
    expect(note.body.error.message).toContain('text');
    expect(missing.status).toBe(404);
  });
});
