import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpServerConditions } from '@sallyport/backstage-plugin-mcp-registry-node';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { modern, send } from '../__testUtils__/mcpRequests';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { UsePolicy } from '../__testUtils__/UsePolicy';
import {
  startAuthorization,
  writeClients,
  EDITOR,
} from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

const LOW = mcpServerConditions.hasRiskTier({ tiers: ['low'] });

describe('the portal’s permissions, for clients that people let act for them', () => {
  const policy = new UsePolicy();
  let upstream: Upstream;
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    upstream = await startUpstream();
    bench = await startAuthorization({
      gateway: {
        config: { permission: { enabled: true } },
        authorizationServer: { clients: [writeClients(EDITOR)] },
        features: [policy.feature],
        prepare: registry => {
          policy.judges(registry);
          const put = (name: string, part: Partial<AccessDocument>) =>
            registry.put({
              ...activeServer(name, upstream.url),
              alias: name,
              grants: [grantTo('user:default/alice')],
              ...part,
            });
          put('orders', {});
          put('billing', { riskTier: 'critical' });
        },
      },
    });
  });

  beforeEach(() => policy.lets('alice', LOW));

  afterAll(async () => {
    await bench.stop();
    await upstream.stop();
  });

  const outcomeOf = async (token: string, name = 'echo', all = false) => {
    const { orders, gateway } = bench;
    const response = await send(all ? `${gateway.publicUrl}/mcp` : orders, {
      token,
      ...modern('tools/call', { name, arguments: {} }),
    });
    const text = await response.text();
    if (text.includes('echo was called')) return 'called';
    return JSON.parse(text).error.data.reason as string;
  };

  it('lets a person with conditions consent for all servers, and shows them those that fit', async () => {
    const all = `${bench.gateway.publicUrl}/mcp`;
    const id = await bench.begin(bench.newBrowser(), undefined, all);
    const { body } = await bench.gateway.as('alice').get(`/interactions/${id}`);
    expect(body.servers).toMatchObject([
      { serverRef: 'api:default/orders', title: 'orders', mayUse: true },
    ]);
    const { access } = await bench.getTokens({ resource: all });
    expect(await outcomeOf(access, 'orders_echo', true)).toBe('called');
    expect(await outcomeOf(access, 'billing_echo', true)).toBe('tool.unknown');
  });

  it('a changed policy holds for tokens of a consent, refreshed ones too, once the person uses the portal', async () => {
    const { client, access, refresh } = await bench.getTokens();
    expect(await outcomeOf(access)).toBe('called');
    policy.lets(
      'alice',
      mcpServerConditions.hasRiskTier({ tiers: ['medium'] }),
    );
    await bench.gateway.as('alice').get('/consents').expect(200);
    expect(await outcomeOf(access)).toBe('permission.denied');
    const { body } = await client.refresh(refresh);
    expect(await outcomeOf(String(body.access_token))).toBe(
      'permission.denied',
    );
  });

  it('nobody consents to what the policy does not let them use', async () => {
    policy.lets('alice', 'none');
    const id = await bench.begin(bench.newBrowser());
    const { body: asked } = await bench.gateway
      .as('alice')
      .get(`/interactions/${id}`);
    expect(asked.servers).toEqual([
      { serverRef: 'api:default/orders', mayUse: false },
    ]);
    await bench.gateway
      .as('alice')
      .post(`/interactions/${id}/decision`, { decision: 'allow' })
      .expect(403);
  });
});
