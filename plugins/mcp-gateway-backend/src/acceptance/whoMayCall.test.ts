import { mkdir, mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { mcpServerConditions } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Entity } from '@backstage/catalog-model';
import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { activeServer, grantTo } from '../__testUtils__/documents';
import type { FakeRegistry } from '../__testUtils__/FakeRegistry';
import { modern, send } from '../__testUtils__/mcpRequests';
import { portalPeople } from '../__testUtils__/portalPeople';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(120_000);

type CallableTools = GatewaySchemas['CallableTools'];
type Callers = GatewaySchemas['Callers'];
type ForeseenCall = GatewaySchemas['ForeseenCall'];

const TRIAGE = 'component:default/triage';
const ORPHAN = 'component:default/orphan';
const PEOPLE = ['alice', 'bob', 'dave', 'erin'];
const SERVERS = ['orders', 'billing', 'payroll'];
const TOOLS = ['echo', 'note', 'wipe', 'hush', 'nowhere'];

const POLICIES = `
@id("everybody") permit(principal, action, resource);

@id("finance-wipes-nothing")
forbid(principal in THVGroup::"finance", action, resource == Tool::"wipe");

@id("no-secrets")
forbid(principal, action == Action::"call_tool", resource == Tool::"note")
when { context has arg_text && context.arg_text like "*secret*" };
`;

const agent = (name: string, sponsor: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'ai-agent', owner: 'group:default/web-team', sponsor },
});

const erin: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'erin', namespace: 'default' },
  spec: {},
  relations: [{ type: 'memberOf', targetRef: 'group:default/web-team' }],
};

/** What the portal's permission policy says of her. */
const NOT_HIGH: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'mcp-registry',
  resourceType: 'mcp-server',
  conditions: { not: mcpServerConditions.hasRiskTier({ tiers: ['high'] }) },
};

const payroll: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name: 'payroll', namespace: 'default' },
  spec: { type: 'mcp-server', owner: 'group:default/finance' },
};

/** The example server with a tool that its owner hides. */
function withHidden(name: string, url: string) {
  const server = activeServer(name, url);
  const revision = server.approvedRevision!;
  const hush = {
    name: 'hush',
    digest: 'sha256:hush',
    effect: 'reads' as const,
    hidden: true as const,
  };
  return {
    ...server,
    approvedRevision: { ...revision, tools: [...revision.tools!, hush] },
  };
}

function ordersGrants() {
  return [
    grantTo('user:default/alice', { tools: ['wipe'], id: 'alices' }),
    // Its members are in groups below it.
    grantTo('group:default/engineering', {
      tools: ['echo', 'note'],
      id: 'engineers',
    }),
    grantTo('group:default/finance', {
      tools: ['echo', 'wipe', 'hush'],
      id: 'finances',
    }),
    grantTo('user:default/gone', { id: 'left' }),
    grantTo(TRIAGE, { tools: ['echo'], id: 'triages' }),
    grantTo(ORPHAN, { id: 'orphans' }),
  ];
}

function prepare(registry: FakeRegistry, url: string) {
  const past = new Date(Date.now() - 1_000).toISOString();
  registry.put({
    ...withHidden('orders', url),
    grants: ordersGrants(),
  });
  registry.put({
    ...activeServer('billing', url),
    status: 'suspended',
    grants: [
      grantTo('user:default/bob', { id: 'bobs' }),
      grantTo('user:default/dave', { id: 'over', expiresAt: past }),
    ],
  });
  registry.put({
    ...withHidden('payroll', url),
    riskTier: 'high',
    owner: 'group:default/finance',
    grants: [grantTo('group:default/engineering', { id: 'everything' })],
  });
  // Not in the catalog (any more): nobody sees it there.
  registry.put({ ...activeServer('ghost', url), status: 'retired' });
}

describe('who can call what', () => {
  let folder: string;
  let upstream: Upstream;
  let gateway: TestGateway;
  let key: CryptoKey;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'who-may-call-'));
    const cedar = join(folder, 'policies');
    const jwksFile = join(folder, 'keys.json');
    await mkdir(cedar);
    await writeFile(join(cedar, 'a.cedar'), POLICIES);
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'a' };
    await writeFile(jwksFile, JSON.stringify({ keys: [jwk] }));
    upstream = await startUpstream({ json: true });
    gateway = await startGateway({
      policies: { folder: cedar },
      auditor: 'carol',
      config: { permission: { enabled: true } },
      features: portalPeople({ auditors: ['carol'], uses: { erin: NOT_HIGH } }),
      entities: [
        erin,
        payroll,
        agent('triage', 'user:default/alice'),
        agent('orphan', 'user:default/gone'),
      ],
      agents: {
        enabled: true,
        clients: [
          { entity: TRIAGE, jwksFile },
          { entity: ORPHAN, jwksFile },
        ],
      },
      prepare: registry => prepare(registry, upstream.url),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await rm(folder, { recursive: true });
  });

  const query = (given: object) =>
    new URLSearchParams(given as Record<string, string>).toString();
  const ask = async <T>(
    person: string,
    path: string,
    given: object = {},
    status = 200,
  ): Promise<T> => {
    const response = await gateway.as(person).get(`${path}?${query(given)}`);
    expect({ status: response.status, body: response.body }).toMatchObject({
      status,
    });
    return response.body;
  };
  const what = (person: string, given: object = {}) =>
    ask<CallableTools>(person, '/callable-tools', given);
  const who = (person: string, given: object) =>
    ask<Callers>(person, '/callers', given);

  /** Of a principal, every tool of every server, as `orders echo`. */
  async function answers(principal: string) {
    const { items } = await what('carol', { principal });
    return new Map(
      items.flatMap(server =>
        server.tools.map(tool => [
          `${server.serverRef.split('/')[1]} ${tool.name}`,
          tool,
        ]),
      ),
    );
  }

  async function agentToken(ref: string, server: string) {
    const now = Math.floor(Date.now() / 1000);
    const assertion = await new SignJWT({
      ...{ iss: ref, sub: ref, aud: gateway.publicUrl, iat: now },
      ...{ exp: now + 60, jti: `${ref} ${server} ${Math.random()}` },
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'a' })
      .sign(key);
    const response = await fetch(`${gateway.publicUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type:
          'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        resource: gateway.endpoint(server),
      }),
    });
    return (await response.json()).access_token as string | undefined;
  }

  async function call(
    server: string,
    options: { token: string; tool: string; text: string },
  ): Promise<string> {
    const { token, tool, text } = options;
    const response = await send(gateway.endpoint(server), {
      token,
      ...modern('tools/call', { name: tool, arguments: { text } }),
    });
    const { error } = await response.json();
    return error?.data?.reason ?? 'granted';
  }

  it.each(PEOPLE)(
    'of %s says of every tool what calls then do',
    async person => {
      // Whoever looks at what they can call is asked about: their next call is decided by it, too.
      await what(person);
      const said = await answers(`user:default/${person}`);
      const seen = new Set<string>();
      for (const server of SERVERS) {
        const token = await gateway.token(person, server);
        for (const tool of TOOLS) {
          const answer = said.get(`${server} ${tool}`);
          // Hidden from nobody who audits: what is not listed is not there.
          expect({ tool, isListed: answer !== undefined }).toEqual({
            tool,
            isListed:
              tool !== 'nowhere' && !(server === 'billing' && tool === 'hush'),
          });
          const plain = await call(server, { token, tool, text: 'hello' });
          const secret = await call(server, { token, tool, text: 'secret' });
          const absent =
            server === 'billing' ? 'server.suspended' : 'tool.unknown';
          expect({ server, tool, reason: plain }).toEqual({
            server,
            tool,
            reason: answer?.reason ?? absent,
          });
          expect(answer?.effect ?? 'deny').toBe(
            plain === 'granted' ? 'allow' : 'deny',
          );
          expect({ server, tool, isSame: plain === secret }).toEqual({
            server,
            tool,
            isSame: !answer?.dependsOnArguments,
          });
          seen.add(answer?.dependsOnArguments ? 'some arguments' : plain);
        }
      }
      expect([...seen].sort()).toEqual(
        {
          alice: [
            'granted',
            'server.suspended',
            'some arguments',
            'tool.unknown',
          ],
          bob: ['grant.missing', 'server.suspended', 'tool.unknown'],
          dave: [
            'grant.missing',
            'grant.tool-not-covered',
            'granted',
            'policy.forbidden',
            'server.suspended',
            'tool.unknown',
          ],
          erin: [
            'grant.tool-not-covered',
            'granted',
            'permission.denied',
            'server.suspended',
            'some arguments',
            'tool.unknown',
          ],
        }[person],
      );
    },
  );

  it('of an agent, too, and of one that is suspended', async () => {
    const said = await answers(TRIAGE);
    const token = await agentToken(TRIAGE, 'orders');
    expect(token).toBeDefined();
    for (const tool of ['echo', 'note', 'wipe', 'hush']) {
      expect({
        tool,
        reason: await call('orders', { token: token!, tool, text: 'hello' }),
      }).toEqual({ tool, reason: said.get(`orders ${tool}`)?.reason });
    }
    expect(said.get('orders echo')?.grantIds).toEqual(['triages']);

    const orphan = await what('carol', { principal: ORPHAN });
    expect(await agentToken(ORPHAN, 'orders')).toBeUndefined();
    expect(orphan.principal).toMatchObject({
      kind: 'agent',
      state: 'suspended',
      why: expect.stringContaining('sponsor'),
    });
    const tools = orphan.items.flatMap(({ tools: all }) => all);
    expect(new Set(tools.map(({ reason }) => reason))).toEqual(
      new Set(['unauthenticated.agent-suspended']),
    );
  });

  it('and through what: whose grant until when, which policies, which tools are hidden', async () => {
    const { items, ...rest } = await what('carol', {
      principal: 'user:default/dave',
      effect: 'allow',
    });
    expect(rest).toMatchObject({
      principal: { kind: 'person', state: 'active' },
      scope: 'all',
      servers: 4,
      serversWithAccess: 1,
      policyVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(items).toMatchObject([
      {
        serverRef: 'api:default/orders',
        allowed: 2,
        refused: 2,
        grants: [
          {
            id: 'finances',
            subject: 'group:default/finance',
            tools: { kind: 'named', names: ['echo', 'wipe', 'hush'] },
            expiresAt: expect.any(String),
          },
        ],
        tools: [
          { name: 'echo', grantIds: ['finances'], policyIds: ['everybody'] },
          { name: 'hush', isHidden: true, grantIds: ['finances'] },
        ],
        // It takes access to all tools.
        others: { effect: 'deny', reason: 'grant.tool-not-covered' },
      },
    ]);
    const call_ = await ask<ForeseenCall>('carol', '/foreseen-call', {
      principal: 'user:default/dave',
      serverRef: 'api:default/orders',
      tool: 'wipe',
    });
    expect(call_).toMatchObject({
      effect: 'deny',
      reason: 'policy.forbidden',
      policyIds: ['finance-wipes-nothing'],
    });
    expect(call_.trace.map(({ layer, outcome }) => [layer, outcome])).toEqual([
      ['feed', 'pass'],
      ['server', 'pass'],
      ['revision', 'pass'],
      ['tool', 'pass'],
      ['permission', 'pass'],
      ['grant', 'pass'],
      ['policy', 'deny'],
    ]);
  });

  it('pages, servers with access first', async () => {
    const refs: string[] = [];
    let cursor: string | undefined;
    do {
      const page: CallableTools = await what('carol', {
        principal: 'user:default/alice',
        limit: 1,
        ...(cursor && { cursor }),
      });
      expect(page.items).toHaveLength(1);
      refs.push(...page.items.map(({ serverRef }) => serverRef));
      cursor = page.nextCursor;
    } while (cursor);
    expect(refs).toEqual(
      ['orders', 'payroll', 'billing', 'ghost'].map(
        name => `api:default/${name}`,
      ),
    );
    await ask('carol', '/callable-tools', { cursor: '***' }, 400);
  });

  it('A3, D2: shows oneself what one may know of; what is hidden is not there', async () => {
    const { items, scope, mayAsk, servers } = await what('dave');
    expect([scope, servers]).toEqual(['own', 3]);
    // His team owns payroll, so he may ask about others there.
    expect(mayAsk).toBe('owned');
    const toolsOf = (name: string) =>
      items
        .find(({ serverRef }) => serverRef === `api:default/${name}`)
        ?.tools.map(tool => tool.name);
    expect(toolsOf('ghost')).toBeUndefined();
    expect(toolsOf('orders')).toContain('hush');
    expect(toolsOf('payroll')).toContain('hush');
    const alices = await what('alice');
    expect(alices.mayAsk).toBe('own');
    expect(
      alices.items
        .find(({ serverRef }) => serverRef === 'api:default/orders')
        ?.tools.map(({ name }) => name),
    ).toEqual(['echo', 'note', 'wipe']);
    const own = { serverRef: 'api:default/orders' };
    const hidden = await ask<ForeseenCall>('alice', '/foreseen-call', {
      ...own,
      tool: 'hush',
    });
    const none = await ask<ForeseenCall>('alice', '/foreseen-call', {
      ...own,
      tool: 'nowhere',
    });
    expect({ ...hidden, tool: '' }).toEqual({ ...none, tool: '' });
    const ghost = { serverRef: 'api:default/ghost', tool: 'echo' };
    const nothing = { serverRef: 'api:default/nothing', tool: 'echo' };
    expect(
      (await ask<any>('alice', '/foreseen-call', ghost, 404)).error.message,
    ).toBe(
      (await ask<any>('alice', '/foreseen-call', nothing, 404)).error.message,
    );
  });

  it('A3: about others asks who audits, and who owns the server; nobody else, whether they exist or not', async () => {
    const about = { principal: 'user:default/dave' };
    const nobody = { principal: 'user:default/no-such' };
    const refused = await ask<any>('alice', '/callable-tools', about, 403);
    const same = await ask<any>('alice', '/callable-tools', nobody, 403);
    expect(refused.error).toEqual(same.error);
    await ask(
      'alice',
      '/foreseen-call',
      { ...about, serverRef: 'api:default/orders', tool: 'echo' },
      403,
    );
    const owned = await what('bob', about);
    expect(owned.scope).toBe('owned');
    expect(owned.items.map(({ serverRef }) => serverRef)).toEqual([
      'api:default/orders',
      'api:default/billing',
      'api:default/ghost',
    ]);
    await ask(
      'bob',
      '/foreseen-call',
      { ...about, serverRef: 'api:default/payroll', tool: 'echo' },
      404,
    );
    await ask('bob', '/callable-tools', nobody, 404);
    await ask(
      'carol',
      '/callable-tools',
      { principal: 'api:default/orders' },
      400,
    );

    const tool = { tool: 'echo' };
    const foreign = await ask<any>(
      'bob',
      '/callers',
      { ...tool, serverRef: 'api:default/payroll' },
      404,
    );
    const unknown = await ask<any>(
      'bob',
      '/callers',
      { ...tool, serverRef: 'api:default/nothing' },
      404,
    );
    expect(foreign.error).toEqual(unknown.error);
    await ask(
      'alice',
      '/callers',
      { ...tool, serverRef: 'api:default/orders' },
      404,
    );
  });

  it.each(['echo', 'note', 'wipe', 'hush'])(
    'says of %s everybody who can call it, and nobody else',
    async tool => {
      const serverRef = 'api:default/orders';
      const expected: string[] = [];
      for (const ref of [
        ...PEOPLE.map(name => `user:default/${name}`),
        TRIAGE,
        ORPHAN,
        'user:default/gone',
      ]) {
        const said = (await answers(ref)).get(`orders ${tool}`);
        if (said?.effect === 'allow') expected.push(ref);
      }
      const allowed = await who('bob', { serverRef, tool, effect: 'allow' });
      expect(allowed.items.map(({ principal }) => principal.ref)).toEqual(
        expected.sort(),
      );
      expect(expected.length).toBeGreaterThan(0);
      // One by one it is the same.
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page: Callers = await who('bob', {
          ...{ serverRef, tool, effect: 'allow', limit: 1 },
          ...(cursor && { cursor }),
        });
        paged.push(...page.items.map(({ principal }) => principal.ref));
        cursor = page.nextCursor;
      } while (cursor);
      expect(paged).toEqual(expected);
    },
  );

  it('says who has access and cannot call it, and why', async () => {
    const answer = await who('bob', {
      serverRef: 'api:default/orders',
      tool: 'wipe',
    });
    expect(answer).toMatchObject({
      title: 'orders',
      tool: { name: 'wipe', does: 'destroys' },
      groups: [{ id: 'finances', subject: 'group:default/finance' }],
      candidates: 6,
      hasMoreCandidates: false,
    });
    const reasons = answer.items.map(({ principal, reason, grants }) => [
      principal.ref,
      reason,
      grants.map(({ id }) => id).join(),
    ]);
    expect(reasons).toEqual([
      [ORPHAN, 'unauthenticated.agent-suspended', 'orphans'],
      [TRIAGE, 'grant.tool-not-covered', 'triages'],
      ['user:default/alice', 'granted', 'alices,engineers'],
      ['user:default/dave', 'policy.forbidden', 'finances'],
      ['user:default/erin', 'grant.tool-not-covered', 'engineers'],
      ['user:default/gone', 'unauthenticated.unknown-user', 'left'],
    ]);
    await ask(
      'bob',
      '/callers',
      { serverRef: 'api:default/orders', tool: 'nowhere' },
      404,
    );
  });

  it('keeps to what holds now: a grant, its end, a gateway that hears nothing', async () => {
    const serverRef = 'api:default/orders';
    const one = { serverRef, principal: 'user:default/bob' };
    const reasonOf = async (tool: string) =>
      (await what('carol', one)).items[0].tools.find(
        ({ name }) => name === tool,
      )?.reason;
    const token = await gateway.token('bob', 'orders');
    const agree = async (tool: string, reason: string) => {
      expect(await reasonOf(tool)).toBe(reason);
      expect(await call('orders', { token, tool, text: 'hello' })).toBe(reason);
    };
    await agree('echo', 'grant.missing');
    gateway.registry.change(serverRef, {
      grants: [...ordersGrants(), grantTo('user:default/bob')],
    });
    await agree('echo', 'granted');
    await agree('wipe', 'granted');
    gateway.registry.setDown(true);
    await gateway.feedIs('behind');
    await agree('wipe', 'feed.behind');
    await agree('echo', 'granted');
    gateway.registry.setDown(false);
    gateway.registry.change(serverRef, { grants: ordersGrants() });
    await gateway.feedIs('current');
    await agree('echo', 'grant.missing');
  });
});
