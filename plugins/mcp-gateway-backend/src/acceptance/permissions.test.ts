import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpServerConditions } from '@sallyport/backstage-plugin-mcp-registry-node';
import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  initialize,
  message,
  modern,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { UsePolicy } from '../__testUtils__/UsePolicy';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';
const BILLING = 'api:default/billing';
const NOT_CRITICAL = {
  not: mcpServerConditions.hasRiskTier({ tiers: ['critical'] }),
};
const LOW_ALONE = mcpServerConditions.hasRiskTier({ tiers: ['low'] });
/** A call of its own, without a session before it. */
const callOf = (name: string) => modern('tools/call', { name, arguments: {} });

describe('the portal’s permissions on every call', () => {
  const policy = new UsePolicy();
  let upstream: Upstream;
  let gateway: TestGateway;

  const server = (name: string, part: Partial<AccessDocument> = {}) => ({
    ...activeServer(name, upstream.url),
    alias: name,
    grants: [grantTo('user:default/alice')],
    ...part,
  });

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      config: { permission: { enabled: true } },
      features: [policy.feature],
      prepare: registry => {
        policy.judges(registry);
        registry.put(server('orders'));
        registry.put(server('billing', { riskTier: 'critical' }));
      },
    });
  });

  beforeEach(async () => {
    policy.lets('alice', NOT_CRITICAL);
    gateway.registry.put(server('orders'));
    gateway.registry.put(server('billing', { riskTier: 'critical' }));
    // The page that lists them asks the policy again.
    await gateway.as('alice').get('/tokens').expect(200);
    await gateway.applied();
    upstream.called.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  /** What came of a call of a tool: `called`, or the reason why not. */
  const outcomeOf = async (token: string, tool = 'echo') => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      ...callOf(tool),
    });
    const text = await response.text();
    if (text.includes(`${tool} was called`)) return 'called';
    return JSON.parse(text).error.data.reason as string;
  };
  const change = async (ref: string, part: Partial<AccessDocument>) => {
    gateway.registry.change(ref, part);
    await gateway.applied();
  };
  const visitPortal = async (page = '/personal-tokens') =>
    await gateway.as('alice').get(page).expect(200);
  /** The newest record of a call of hers. */
  const lastCall = async (reason: string) => {
    let found: any;
    await waitUntil(async () => {
      const { body } = await gateway
        .as('alice')
        .get('/calls?role=mine&limit=1');
      found = body.items[0];
      return found?.reason === reason;
    });
    return found;
  };

  it('gives no token for a server whose risk the policy does not let the person use', async () => {
    const { body } = await gateway
      .as('alice')
      .post('/tokens', { serverRef: BILLING })
      .expect(403);
    expect(body.error.message).toContain(
      'do not let you use api:default/billing',
    );
  });

  it('D1: decides anew under a live token when the risk changes, both ways, and says why', async () => {
    const token = await gateway.token('alice', 'orders');
    expect(await outcomeOf(token)).toBe('called');

    await change(ORDERS, { riskTier: 'critical' });
    const response = await send(gateway.endpoint('orders'), {
      token,
      ...callOf('echo'),
    });
    expect(response.status).toBe(200);
    const { error } = await response.json();
    expect(error.code).toBe(-31006);
    expect(error.data).toEqual({
      reason: 'permission.denied',
      requestId: expect.any(String),
      refusedBy: 'gateway',
      server: ORDERS,
      tool: 'echo',
    });
    expect(error.message).toMatch(/permissions of your portal.*My access/);
    for (const body of [initialize, message('tools/list')]) {
      const other = await send(gateway.endpoint('orders'), { token, body });
      expect(await other.text()).toContain('permission.denied');
    }
    expect(upstream.called).toEqual(['echo']);

    const refused = await lastCall('permission.denied');
    expect(refused.trace.at(-1)).toEqual({
      layer: 'permission',
      outcome: 'deny',
      reason: 'permission.denied',
      detail: expect.stringMatching(
        /^HAS_RISK_TIER: not met; asked 20\d\d-.+Z$/,
      ),
    });

    await change(ORDERS, { riskTier: 'high' });
    expect(await outcomeOf(token)).toBe('called');
    const allowed = await lastCall('granted');
    expect(allowed.trace.map(({ layer }: { layer: string }) => layer)).toEqual([
      ...['feed', 'server', 'revision', 'tool', 'permission', 'grant'],
    ]);
  });

  it.each([
    [
      'owner',
      mcpServerConditions.isServerOwner({
        claims: ['group:default/data-platform'],
      }),
      { owner: 'group:default/finance' },
    ],
    [
      'data classification',
      mcpServerConditions.hasDataClassification({
        classifications: ['public', 'internal'],
      }),
      { dataClassification: 'restricted' as const },
    ],
  ])('decides anew when the %s changes', async (_, conditions, part) => {
    policy.lets('alice', conditions);
    const token = await gateway.token('alice', 'orders');
    expect(await outcomeOf(token)).toBe('called');
    await change(ORDERS, part);
    expect(await outcomeOf(token)).toBe('permission.denied');
  });

  it('opens nothing: who is let by the policy still needs a grant (invariant 12)', async () => {
    policy.lets('alice', 'all');
    const token = await gateway.token('alice', 'orders');
    await change(ORDERS, { grants: [] });
    expect(await outcomeOf(token)).toBe('grant.missing');
  });

  it('ends a stream that is open when the server stops fitting', async () => {
    const token = await gateway.token('alice', 'orders');
    const begun = await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
    });
    await begun.text();
    const headers = {
      'mcp-session-id': begun.headers.get('mcp-session-id') ?? '',
      'mcp-protocol-version': '2025-11-25',
    };
    await send(gateway.endpoint('orders'), {
      ...{ token, headers },
      body: { jsonrpc: '2.0', method: 'notifications/initialized' },
    });
    const stream = await send(gateway.endpoint('orders'), {
      ...{ token, headers, httpMethod: 'GET' },
    });
    expect(stream.status).toBe(200);
    gateway.registry.change(ORDERS, { riskTier: 'critical' });
    // It ends, or breaks off: nothing more comes, and this returns.
    await stream.text().catch(() => '');
    expect(await outcomeOf(token)).toBe('permission.denied');
  });

  describe('at the endpoint for all servers', () => {
    const endpoint = () => `${gateway.publicUrl}/mcp`;
    const all = async () => {
      const { body } = await gateway
        .as('alice')
        .post('/tokens', { allServers: true })
        .expect(201);
      return body.token as string;
    };
    const request = async (
      token: string,
      method: string,
      params: Record<string, unknown> = {},
    ) => {
      const response = await send(endpoint(), {
        token,
        ...modern(method, params),
      });
      return (await response.json()) as { result?: any; error?: any };
    };
    const listed = async (token: string): Promise<string[]> => {
      const { result } = await request(token, 'tools/list');
      return result.tools.map(({ name }: { name: string }) => name);
    };

    it('a policy with conditions gives a token, which opens the servers that fit', async () => {
      const token = await all();
      expect(await listed(token)).toEqual([
        ...['orders_echo', 'orders_note', 'orders_wipe'],
      ]);
      const { result } = await request(token, 'tools/call', {
        name: 'orders_echo',
      });
      expect(result.content[0].text).toBe('echo was called');
      // A server that does not fit and one that is not there are alike (D2).
      const [refused, unknown] = await Promise.all(
        ['billing_echo', 'nowhere_echo'].map(name =>
          request(token, 'tools/call', { name }),
        ),
      );
      expect(refused.error.data.reason).toBe('tool.unknown');
      expect(refused.error.message.replaceAll('billing', 'nowhere')).toBe(
        unknown.error.message.replace(
          unknown.error.data.requestId,
          refused.error.data.requestId,
        ),
      );
    });

    it('lists anew under a live token what fits by then', async () => {
      const token = await all();
      await change(ORDERS, { riskTier: 'critical' });
      await change(BILLING, { riskTier: 'medium' });
      expect(await listed(token)).toEqual([
        ...['billing_echo', 'billing_note', 'billing_wipe'],
      ]);
      expect(upstream.called).toEqual([]);
    });

    it('a policy that lets the person use nothing gives none', async () => {
      policy.lets('alice', 'none');
      const { body } = await gateway
        .as('alice')
        .post('/tokens', { allServers: true })
        .expect(403);
      expect(body.error.message).toContain('do not let you use MCP servers');
    });
  });

  it('D2: who may not know of the server is told that there is none', async () => {
    policy.lets('dave', LOW_ALONE);
    policy.hidesCatalogFrom('dave');
    const token = await gateway.token('dave', 'orders');
    await change(ORDERS, { riskTier: 'critical' });
    expect(await outcomeOf(token)).toBe('server.not-found');
    let own: any[] = [];
    await waitUntil(async () => {
      own = (await gateway.as('dave').get('/calls')).body.items;
      return own.length > 0;
    });
    expect(own[0].trace.map(({ layer }: any) => layer)).toEqual([
      ...['feed', 'server'],
    ]);
    const { body } = await gateway.as('bob').get(`/calls/${own[0].id}`);
    expect(body.trace.at(-1)).toEqual({
      layer: 'visibility',
      outcome: 'deny',
      detail: 'permission.denied',
    });
  });

  describe('of what lives long', () => {
    const personal = async () => {
      const { body } = await gateway
        .as('alice')
        .post('/personal-tokens', {
          name: 'laptop',
          days: 30,
          allServers: true,
        })
        .expect(201);
      return body.token as string;
    };

    it.each(['/personal-tokens', '/tokens', '/consents', '/connections'])(
      'a changed policy holds when the person opens the page that shows %s',
      async page => {
        const token = await personal();
        policy.lets(
          'alice',
          mcpServerConditions.hasRiskTier({ tiers: ['medium'] }),
        );
        // The gateway cannot ask as the person: until then it is as old as their last visit.
        expect(await outcomeOf(token)).toBe('called');
        await visitPortal(page);
        expect(await outcomeOf(token)).toBe('permission.denied');
        policy.lets('alice', 'all');
        await visitPortal(page);
        expect(await outcomeOf(token)).toBe('called');
      },
    );

    it('a policy that cannot be evaluated any more refuses, with an error in the trace', async () => {
      const token = await personal();
      policy.says('alice', {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'mcp-registry',
        resourceType: 'mcp-server',
        conditions: { rule: 'IS_FRIDAY', resourceType: 'mcp-server' },
      });
      await visitPortal();
      expect(await outcomeOf(token)).toBe('permission.error');
      const { trace } = await lastCall('permission.error');
      expect(trace.at(-1)).toMatchObject({
        layer: 'permission',
        outcome: 'deny',
        reason: 'permission.error',
        detail: expect.stringContaining('There is no rule IS_FRIDAY'),
      });
      const { body } = await gateway
        .as('alice')
        .post('/tokens', { allServers: true })
        .expect(403);
      expect(body.error.message).toContain('IS_FRIDAY');
    });

    it('conditions that are longer than is kept refuse, and whoever wants a token is told so', async () => {
      const token = await personal();
      const teams = Array.from(
        { length: 900 },
        (_, at) => `group:default/${at}-team`,
      );
      policy.lets('alice', {
        anyOf: [
          LOW_ALONE,
          mcpServerConditions.isServerOwner({ claims: teams }),
        ],
      });
      await visitPortal();
      expect(await outcomeOf(token)).toBe('permission.denied');
      for (const [path, body] of [
        ['/tokens', { serverRef: ORDERS }],
        ['/tokens', { allServers: true }],
        ['/personal-tokens', { name: 'x', days: 1, servers: [ORDERS] }],
      ] as const) {
        const answer = await gateway.as('alice').post(path, body).expect(403);
        expect(answer.body.error.message).toMatch(
          /16384 characters.*shorter conditions/,
        );
      }
    });
  });
});

describe('without the permission framework', () => {
  it('P1: the layer is skipped, and grants decide (invariant 12)', async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          riskTier: 'critical',
          grants: [grantTo('user:default/alice', { tools: ['echo'] })],
        }),
    });
    try {
      const token = await gateway.token('alice', 'orders');
      const call = async (name: string) =>
        await send(gateway.endpoint('orders'), { token, ...callOf(name) });
      expect(await (await call('echo')).text()).toContain('echo was called');
      expect(await (await call('wipe')).text()).toContain(
        'grant.tool-not-covered',
      );
      const calls = await gateway.calls(2);
      for (const { trace } of calls) {
        expect(trace).toContainEqual({
          layer: 'permission',
          outcome: 'skip',
          detail: 'permission.enabled is not true',
        });
      }
    } finally {
      await gateway.stop();
      await upstream.stop();
    }
  });
});
