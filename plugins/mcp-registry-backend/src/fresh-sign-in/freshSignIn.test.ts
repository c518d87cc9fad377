import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request, { type Response, type Test } from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { mcpRegistryPlugin } from '../plugin';
import { startIdentity, type SignedIn } from './__testUtils__/startIdentity';

const BASE = '/api/mcp-registry';
const PORTAL = 'http://localhost:3000';
const NOW = () => Math.floor(Date.now() / 1000);

function user(name: string, email = `${name}@example.com`): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { profile: { email } },
  };
}

const cookiesOf = (response: Response) =>
  ([response.headers['set-cookie'] ?? []].flat() as string[]).map(
    cookie => cookie.split(';')[0],
  );

describe('a fresh sign-in for decisions', () => {
  let identity: Awaited<ReturnType<typeof startIdentity>>;
  let server: Awaited<ReturnType<typeof startTestBackend>>['server'];

  const start = async (settings?: object, auth?: object) =>
    (
      await startTestBackend({
        features: [
          mcpRegistryPlugin,
          catalogServiceMock.factory({
            entities: [
              serverEntity({ name: 'low' }),
              serverEntity({ name: 'high', mcp: { riskTier: 'high' } }),
              user('carol'),
              user('chris'),
              user('twin-a', 'twin@example.com'),
              user('twin-b', 'twin@example.com'),
            ],
          }),
          mockServices.httpAuth.factory({
            defaultCredentials: mockCredentials.none(),
          }),
          mockServices.userInfo.mock({
            getUserInfo: async (credentials: BackstageCredentials) => {
              const { userEntityRef } = credentials.principal as {
                userEntityRef: string;
              };
              return {
                userEntityRef,
                ownershipEntityRefs: [
                  userEntityRef,
                  ...(GROUPS[userEntityRef.split('/')[1]] ?? []),
                ],
              };
            },
          }).factory,
          mockServices.rootConfig.factory({
            data: {
              app: { baseUrl: PORTAL },
              backend: { baseUrl: 'http://localhost:7007' },
              auth,
              mcpRegistry: {
                // No gateway is there to probe, so where the server runs cannot be checked.
                checks: {
                  required: { low: [], medium: [], high: [], critical: [] },
                },
                approverGroups: ['group:default/security'],
                freshSignIn: {
                  metadataUrl: identity.metadataUrl,
                  clientId: 'registry',
                  clientSecret: 'not-a-secret',
                  ...settings,
                },
              },
              mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
            },
          }),
        ],
      })
    ).server;

  const as = (test: Test, name: string, actor?: string) =>
    test.set(
      'Authorization',
      `Bearer ${mockCredentials.user.token(
        `user:default/${name}`,
        actor ? { actor: { subject: actor } } : undefined,
      )}`,
    );
  const submit = async (name: string, at = server) => {
    const { body } = await as(
      request(at).post(`${BASE}/servers/default/${name}/submit`),
      'bob',
    ).expect(200);
    return body.digest as string;
  };
  const decide = (
    digest: string,
    options: { by: string; cookie?: string; actor?: string },
    at = server,
  ) =>
    as(
      request(at).post(`${BASE}/revisions/${digest}/decision`),
      options.by,
      options.actor,
    )
      .set('Cookie', options.cookie ?? '')
      .send({ decision: 'approve' });
  const begin = async (returnTo = '/ai-tools/approvals') => {
    const started = await request(server)
      .get(`${BASE}/fresh-sign-in/start`)
      .query({ returnTo })
      .expect(303);
    return { url: started.headers.location, attempt: cookiesOf(started)[0] };
  };
  const comeBack = async (url: URL, attempt: string) =>
    await request(server)
      .get(`${url.pathname}${url.search}`)
      .set('Cookie', attempt);
  const signIn = async (person: SignedIn) => {
    const { url, attempt } = await begin();
    return await comeBack(identity.signIn(url, person), attempt);
  };

  beforeAll(async () => {
    identity = await startIdentity();
    server = await start();
  });
  afterAll(() => identity.stop());

  it('D9: a token alone does not decide about high risk; the browser of the fresh sign-in does, and its time is kept', async () => {
    const digest = await submit('high');
    const refused = await decide(digest, { by: 'carol' });
    expect([refused.status, refused.body.error.code]).toEqual([
      403,
      'decision.fresh-sign-in',
    ]);
    expect(refused.body.error.message).toContain(
      'http://localhost:7007/api/mcp-registry/fresh-sign-in/start',
    );
    // What the page's button opens.
    expect(new URL(refused.body.error.signInUrl).pathname).toBe(
      `${BASE}/fresh-sign-in/start`,
    );
    const authTime = NOW();
    const back = await signIn({
      email: 'carol@example.com',
      auth_time: authTime,
    });
    expect([back.status, back.headers.location]).toEqual([
      303,
      `${PORTAL}/ai-tools/approvals`,
    ]);
    expect(identity.asked.at(-1)?.get('max_age')).toBe('0');
    const cookie = cookiesOf(back).find(item =>
      item.startsWith('sallyport-fresh='),
    );
    expect(cookie).toBeDefined();
    expect(back.headers['set-cookie'].at(-1)).toMatch(
      /^sallyport-fresh=.*; HttpOnly; SameSite=Strict$/,
    );

    // Somebody else's proof, and a proof that was made up, show nothing.
    for (const [by, held] of [
      ['chris', cookie],
      ['carol', 'sallyport-fresh=made-up'],
    ]) {
      const { status } = await decide(digest, { by: by!, cookie: held });
      expect({ by, status }).toEqual({ by, status: 403 });
    }
    const decided = await decide(digest, { by: 'carol', cookie });
    expect([decided.status, decided.body.state]).toEqual([200, 'approved']);
    expect(JSON.stringify(decided.body)).not.toContain(cookie?.split('=')[1]);
    expect(JSON.stringify(decided.body)).toContain(
      new Date(authTime * 1000).toISOString(),
    );
  });

  it('gives back what waited for it, to whoever has signed in and nobody else', async () => {
    const asGateway = (test: Test) =>
      test.set(
        'Authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:mcp-gateway'),
          targetPluginId: 'mcp-registry',
        }),
      );
    const place = async (name: string, nth: number) =>
      await asGateway(request(server).post(`${BASE}/door/reactions`))
        .send({
          id: `00000000-0000-4000-8000-00000000000${nth}`,
          ...{ alertId: 'a1', detector: 'decoy', severity: 'critical' },
          ...{ rule: 'decoys', ruleVersion: '0123456789ab', kind: 'step-up' },
          ...{ subjects: [`user:default/${name}`], seconds: 3_600 },
          reason: 'Called dump.',
        })
        .expect(200);
    const stops = async () => {
      const path = `${BASE}/door/stops`;
      const { body } = await asGateway(request(server).get(path)).expect(200);
      return body.items as { subject: string; message: string }[];
    };
    const stopped = async () => (await stops()).map(({ subject }) => subject);
    await place('carol', 1);
    await place('chris', 2);
    // The address in what callers are told leads back to what they may use.
    const [, link] = /here: (\S+)$/.exec((await stops())[0].message) ?? [];
    const { pathname, searchParams } = new URL(link);
    expect(pathname).toBe(`${BASE}/fresh-sign-in/start`);
    expect(searchParams.getAll('returnTo')).toEqual(['/ai-tools/my-access']);
    // A sign-in of before is none.
    const old = { email: 'chris@example.com', auth_time: NOW() - 60 };
    await signIn(old);
    expect(await stopped()).toHaveLength(2);
    await signIn({ email: 'carol@example.com', auth_time: NOW() });
    expect(await stopped()).toEqual(['user:default/chris']);
  });

  it('is not asked for low risk, nor of a decision that stays proposed', async () => {
    const low = await submit('low');
    const proposed = await decide(low, {
      by: 'carol',
      actor: 'plugin:scaffolder',
    });
    expect(proposed.status).toBe(202);
    expect((await decide(low, { by: 'carol' })).status).toBe(200);
  });

  it.each([
    ['an old sign-in', () => ({ auth_time: NOW() - 3600 })],
    ['a sign-in without its time', () => ({ auth_time: undefined })],
    ['an unverified address', () => ({ email_verified: false })],
    ['a stranger', () => ({ email: 'mallory@example.com' })],
    ['one of two people of one address', () => ({ email: 'twin@example.com' })],
  ])('is not %s', async (_, change) => {
    const back = await signIn({
      email: 'carol@example.com',
      auth_time: NOW(),
      ...change(),
    });
    expect(back.status).toBe(400);
    expect(cookiesOf(back).join()).not.toContain('sallyport-fresh=');
    expect(back.text).not.toContain('carol');
  });

  describe('of a provider that gives the address at its UserInfo endpoint', () => {
    afterEach(() => {
      identity.state.userInfo = undefined;
    });
    const person = () => ({ email: 'carol@example.com', auth_time: NOW() });

    it('is asked there', async () => {
      identity.state.userInfo = { sub: '1' };
      const back = await signIn(person());
      expect(back.status).toBe(303);
      expect(cookiesOf(back).join()).toContain('sallyport-fresh=');
    });

    it.each([
      ['about somebody else', { sub: '2' }, {}],
      ['an unverified address', { sub: '1' }, { email_verified: false }],
    ])('is not %s', async (_, userInfo, change) => {
      identity.state.userInfo = userInfo;
      const back = await signIn({ ...person(), ...change });
      expect(back.status).toBe(400);
      expect(cookiesOf(back).join()).not.toContain('sallyport-fresh=');
    });
  });

  it('C3, C7: an answer goes to the browser that began, once', async () => {
    const person = { email: 'carol@example.com', auth_time: NOW() };
    const victim = await begin();
    const attacker = await begin();
    const back = identity.signIn(attacker.url, person);
    expect((await comeBack(back, victim.attempt)).status).toBe(400);
    expect((await comeBack(back, '')).status).toBe(400);
    expect((await comeBack(back, attacker.attempt)).status).toBe(303);
    expect((await comeBack(back, attacker.attempt)).status).toBe(400);
  });

  it.each(['https://evil.example.com/', '//evil.example.com', '\\\\evil'])(
    'C3: does not send people on to %s',
    async returnTo => {
      const { url, attempt } = await begin(returnTo);
      const back = await comeBack(
        identity.signIn(url, {
          email: 'carol@example.com',
          auth_time: NOW(),
        }),
        attempt,
      );
      expect(new URL(back.headers.location).origin).toBe(PORTAL);
    },
  );

  it('is asked of no decision where it is not for decisions, unless the portal gives its tokens away', async () => {
    const other = await start({ forDecisions: false });
    const digest = await submit('high', other);
    expect((await decide(digest, { by: 'carol' }, other)).status).toBe(200);
    for (const [settings, auth] of [
      [{ forDecisions: false, forEveryDecision: true }, undefined],
      [
        { forDecisions: false },
        { clientIdMetadataDocuments: { enabled: true } },
      ],
    ]) {
      await expect(start(settings, auth)).rejects.toThrow('forDecisions');
    }
  });

  it('D9: is asked for every decision where the portal gives its own tokens to MCP clients', async () => {
    const other = await start(undefined, {
      clientIdMetadataDocuments: { enabled: true },
    });
    const digest = await submit('low', other);
    const { body } = await decide(digest, { by: 'carol' }, other);
    expect(body.error.code).toBe('decision.fresh-sign-in');
  });
});
