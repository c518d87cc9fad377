import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(120_000);

type Usage = GatewaySchemas['Usage'];

describe('usage', () => {
  let upstream: Upstream;
  let gateway: TestGateway;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      usage: {
        currency: 'EUR',
        prices: [{ argumentsPerMillion: 1_000, resultsPerMillion: 1_000 }],
        budgets: [{ team: 'data-platform', unit: 'calls', perMonth: 2 }],
      },
      prepare: registry => {
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice'), grantTo('user:default/bob')],
        });
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  async function usageOf(
    person: string,
    calls: number,
    query = '',
  ): Promise<Usage> {
    let usage: Usage | undefined;
    await waitUntil(async () => {
      const { body } = await gateway.as(person).get(`/usage?${query}`);
      usage = body;
      return body.totals.calls >= calls;
    });
    return usage!;
  }

  async function call(person: string) {
    const token = await gateway.token(person, 'orders');
    const answer = await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', { name: 'echo', arguments: { text: 'x' } }),
    });
    return await answer.text();
  }

  it('has who used what, with the tokens of arguments and results, and what they cost', async () => {
    const token = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), token);
    await client.callTool({
      name: 'echo',
      arguments: { text: 'twelve orders were shipped on Monday' },
    });
    await client.close();
    let usage = await usageOf('alice', 2);
    await waitUntil(async () => {
      usage = await usageOf('alice', 2);
      return usage.totals.counted > 0;
    });
    expect(usage.tools).toMatchObject([
      { name: 'echo', serverRef: 'api:default/orders', calls: 1, errors: 0 },
    ]);
    expect(usage.totals).toMatchObject({ counted: 1, estimated: 0 });
    expect(usage.totals.tokensIn).toBeGreaterThan(5);
    expect(usage.totals.tokensIn).toBeLessThan(20);
    expect(usage.totals.tokensOut).toBeGreaterThan(1);
    expect(usage.totals.cost).toBeCloseTo(
      (usage.totals.tokensIn + usage.totals.tokensOut) / 1_000,
    );
    expect(usage.currency).toBe('EUR');
    expect(usage.people.map(({ name }) => name)).toEqual([
      'user:default/alice',
    ]);
    const mine = await gateway.as('dave').get('/usage');
    expect(mine.body.totals.calls).toBe(0);
  });

  it('refuses a team that has used its budget up, with a reason of its own', async () => {
    await call('bob');
    await call('bob');
    let answer = '';
    await waitUntil(async () => {
      answer = await call('bob');
      return answer.includes('budget.spent');
    });
    expect(answer).toContain('The budget of group:default/data-platform');
    const { body } = await gateway.as('bob').get('/usage/budgets');
    expect(body.items).toMatchObject([
      { team: 'group:default/data-platform', perMonth: 2, stops: true },
    ]);
    expect(body.items[0].used).toBeGreaterThanOrEqual(2);
    expect(await call('alice')).not.toContain('budget.spent');
    const usage = await usageOf('bob', 3);
    await waitUntil(async () =>
      (
        await usageOf('bob', 3)
      ).refusals.some(({ name }) => name === 'budget.spent'),
    );
    expect(usage.teams[0]?.name).toBe('group:default/data-platform');
  });
});
