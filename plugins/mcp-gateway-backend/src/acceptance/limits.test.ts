import type { CallLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  connect,
  initialize,
  message,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';
/** One long window: no test sees it end. */
const perSeconds = 86_400;

describe('limits', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  /** Each test has its own amount: a limit that was changed begins anew. */
  let amount = 3;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry => {
        registry.put(activeServer('orders', upstream.url));
        registry.put({
          ...activeServer('billing', upstream.url),
          grants: [grantTo('user:default/alice')],
        });
      },
    });
  });

  beforeEach(() => {
    amount += 1;
    upstream.called.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  async function limited(limits: CallLimits, ...subjects: string[]) {
    gateway.registry.change(ORDERS, {
      limits,
      grants: subjects.map(subject => grantTo(subject)),
    });
    await gateway.applied();
  }

  async function call(token: string, tool = 'echo', server = 'orders') {
    const body = {
      ...message('tools/call', {
        name: tool,
        arguments: {},
        _meta: {},
      }),
    };
    return await send(gateway.endpoint(server), { token, body });
  }

  async function session(token: string) {
    const { client } = await connect(gateway.endpoint('orders'), token);
    return client;
  }

  it('refuses the call that is one too many: 429, when to come back, which limit', async () => {
    const rule = { scope: 'person' as const, calls: amount, perSeconds };
    await limited({ rules: [rule] }, 'user:default/alice');
    const token = await gateway.token('alice', 'orders');
    const client = await session(token);
    for (let i = 0; i < amount; i++) {
      await client.callTool({ name: 'echo', arguments: {} });
    }
    await expect(
      client.callTool({ name: 'echo', arguments: {} }),
    ).rejects.toThrow(/Too many calls.*Each person may make/);
    const refused = await call(token);
    expect(refused.status).toBe(429);
    const after = Number(refused.headers.get('retry-after'));
    expect(after).toBeGreaterThanOrEqual(1);
    expect(after).toBeLessThanOrEqual(perSeconds);
    const { error, id } = await refused.json();
    expect(id).toBe(1);
    expect(error.code).toBe(-31011);
    expect(error.data).toMatchObject({
      reason: 'limit.exceeded',
      limit: rule,
      retryAfterSeconds: after,
    });
    expect(upstream.called).toHaveLength(amount);
    // What costs the server nothing goes on.
    await client.ping();
    await client.close();
  });

  it('E7: a new session, a new token and another client do not begin anew', async () => {
    await limited(
      { rules: [{ scope: 'person', calls: amount, perSeconds }] },
      'user:default/alice',
      'user:default/bob',
    );
    for (let i = 0; i < amount; i++) {
      const client = await session(await gateway.token('alice', 'orders'));
      await client.callTool({ name: 'echo', arguments: {} });
      await client.close();
    }
    const again = await session(await gateway.token('alice', 'orders'));
    await expect(
      again.callTool({ name: 'echo', arguments: {} }),
    ).rejects.toThrow(/Too many calls/);
    await again.close();
    const bob = await session(await gateway.token('bob', 'orders'));
    await bob.callTool({ name: 'echo', arguments: {} });
    await bob.close();
    expect(upstream.called).toHaveLength(amount + 1);
  });

  it('counts what changes twice and what destroys five times, or as the owner says', async () => {
    const rules = [
      { scope: 'person' as const, calls: 100 + amount, perSeconds },
    ];
    const weights = { changes: 40, destroys: 60 };
    await limited({ rules, weights }, 'user:default/alice');
    const client = await session(await gateway.token('alice', 'orders'));
    await client.callTool({ name: 'wipe', arguments: {} });
    await client.callTool({ name: 'note', arguments: {} });
    await expect(
      client.callTool({ name: 'note', arguments: {} }),
    ).rejects.toThrow(/Too many calls/);
    await client.callTool({ name: 'echo', arguments: {} });
    await client.close();
    expect(upstream.called).toEqual(['wipe', 'note', 'echo']);
  });

  it.each([
    ['server', undefined],
    ['tool', 'echo'],
  ] as const)('shares a limit of the %s among all', async (scope, tool) => {
    const rule = tool
      ? { scope: 'tool' as const, tool, calls: amount, perSeconds }
      : { scope: 'server' as const, calls: amount, perSeconds };
    await limited({ rules: [rule] }, 'user:default/alice', 'user:default/bob');
    const alice = await session(await gateway.token('alice', 'orders'));
    const bob = await session(await gateway.token('bob', 'orders'));
    for (let i = 0; i < amount - 1; i++) {
      await alice.callTool({ name: 'echo', arguments: {} });
    }
    await bob.callTool({ name: 'echo', arguments: {} });
    const other = bob.callTool({ name: 'note', arguments: {} }).then(
      () => 'passes',
      () => 'refused',
    );
    expect(await other).toBe(scope === 'tool' ? 'passes' : 'refused');
    for (const client of [alice, bob]) {
      await expect(
        client.callTool({ name: 'echo', arguments: {} }),
      ).rejects.toThrow(/All people together/);
      await client.close();
    }
  });

  it('counts a team together: the one whose grant lets the person in', async () => {
    await limited(
      { rules: [{ scope: 'team', calls: amount, perSeconds }] },
      'group:default/web-team',
      'user:default/bob',
    );
    const alice = await session(await gateway.token('alice', 'orders'));
    for (let i = 0; i < amount; i++) {
      await alice.callTool({ name: 'echo', arguments: {} });
    }
    await expect(
      alice.callTool({ name: 'echo', arguments: {} }),
    ).rejects.toThrow(/Each team/);
    await alice.close();
    const bob = await session(await gateway.token('bob', 'orders'));
    for (let i = 0; i < amount + 1; i++) {
      await bob.callTool({ name: 'echo', arguments: {} });
    }
    await bob.close();
  });

  it('holds at one server only, and is what the owner says now', async () => {
    await limited(
      {
        rules: [{ scope: 'person', calls: 1, perSeconds: perSeconds - amount }],
      },
      'user:default/alice',
    );
    const token = await gateway.token('alice', 'orders');
    const first = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    await first.body?.cancel();
    expect(first.status).toBe(200);
    const client = await session(token);
    await client.callTool({ name: 'echo', arguments: {} });
    await expect(client.listTools()).rejects.toThrow(/Too many calls/);
    const billing = await connect(
      gateway.endpoint('billing'),
      await gateway.token('alice', 'billing'),
    );
    await billing.client.callTool({ name: 'echo', arguments: {} });
    await billing.client.close();
    gateway.registry.change(ORDERS, { limits: undefined });
    await gateway.applied();
    await client.callTool({ name: 'echo', arguments: {} });
    await client.close();
  });
});

describe('limits of the configuration', () => {
  it('hold where the owner set none, and bound what costs no server anything', async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway({
      limits: {
        calls: { calls: 2, perSeconds },
        messages: { calls: 5, perSeconds },
      },
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice')],
        }),
    });
    const token = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), token);
    await client.listTools();
    await client.listTools();
    await expect(client.listTools()).rejects.toThrow(/Too many calls/);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await send(gateway.endpoint('orders'), {
        token,
        body: initialize,
      });
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses[0]).toBe(200);
    await client.close();
    await gateway.stop();
    await upstream.stop();
  });
});
