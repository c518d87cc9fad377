import { systemClock } from '../access/Clock';
import { EgressGuard } from '../egress/EgressGuard';
import {
  addIdJagIssuing,
  type JagLies,
} from '../__testUtils__/counterparts/addIdJagIssuing';
import { addIdJagRedeeming } from '../__testUtils__/counterparts/addIdJagRedeeming';
import {
  type RunningProvider,
  startProvider,
} from '../__testUtils__/counterparts/startProvider';
import { gatewayClient } from './__testUtils__/gatewayClient';
import { identityTokens } from './__testUtils__/identityTokens';
import { createTokenFetch, type TokenFetch } from './createTokenFetch';
import { EnterpriseGrant, type EnterpriseWish } from './EnterpriseGrant';
import type { EnterpriseSettings } from './types';

const SERVER = 'api:default/chat';
const UPSTREAM = 'https://chat.example.com/mcp';
const ALICE = 'user:default/alice';

describe('EnterpriseGrant between an identity provider and an authorization server', () => {
  let identityProvider: RunningProvider;
  let authorizationServer: RunningProvider;
  let fetch: TokenFetch;
  let identities: ReturnType<typeof identityTokens>;
  let settings: EnterpriseSettings;
  let wish: EnterpriseWish;
  const lies: JagLies = {};
  const denied = new Set<string>();

  beforeAll(async () => {
    const there = await gatewayClient('gateway-at-chat');
    const here = await gatewayClient('gateway-at-company');
    const clientsAt: Record<string, string> = {};
    identityProvider = await startProvider({
      clients: [
        {
          ...here.registration,
          grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
        } as never,
      ],
      addGrants: parts => addIdJagIssuing(parts, { clientsAt, denied, lies }),
    });
    const { d: _, ...publicKey } = identityProvider.signingKey;
    authorizationServer = await startProvider({
      clients: [
        {
          ...there.registration,
          grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
        } as never,
      ],
      addGrants: parts =>
        addIdJagRedeeming(parts, {
          issuer: identityProvider.issuer,
          keys: { keys: [publicKey] },
          resources: [UPSTREAM],
        }),
    });
    clientsAt[authorizationServer.issuer] = 'gateway-at-chat';
    identities = identityTokens({
      provider: identityProvider,
      clientId: 'gateway-at-company',
    });
    const { issuer } = authorizationServer;
    settings = {
      name: 'company',
      identityProvider: {
        issuer: identityProvider.issuer,
        client: here.settings,
      },
      subject: { type: 'identity', connection: 'idp', token: 'id-token' },
      authorizationServers: new Map([
        [issuer, { issuer, client: there.settings }],
      ]),
      servers: new Set([SERVER]),
      targets: new Set(['https://chat.example.com/other']),
    };
    wish = { userRef: ALICE, serverRef: SERVER, upstreamUrl: UPSTREAM, issuer };
    fetch = createTokenFetch({
      guard: EgressGuard.create({
        allowedHosts: [identityProvider, authorizationServer].map(
          one => new URL(one.issuer).host,
        ),
      }),
      timeoutMs: 1000,
    });
  });
  beforeEach(() => {
    identities.state.linked.add(ALICE);
    identities.state.refusals.length = 0;
    identities.state.lies = {};
    denied.clear();
    for (const key of ['typ', 'claims', 'answer'] as const) delete lies[key];
    identityProvider.outage = 'none';
    authorizationServer.outage = 'none';
  });
  afterAll(async () => {
    await fetch.close();
    await identityProvider.stop();
    await authorizationServer.stop();
  });

  const obtain = async (
    part: Partial<EnterpriseWish> = {},
    of: Partial<EnterpriseSettings> = {},
  ) =>
    await EnterpriseGrant.create({
      settings: { ...settings, ...of },
      fetch,
      clock: systemClock,
      identities,
    }).obtain({ ...wish, ...part });
  const whose = async (obtained: Awaited<ReturnType<typeof obtain>>) =>
    obtained.kind === 'token'
      ? await authorizationServer.whoIs(obtained.token)
      : undefined;

  it.each(['id-token', 'refresh-token'] as const)(
    "gets a person's token for the server by their %s",
    async token => {
      const subject = { ...settings.subject, token };
      const obtained = await obtain({ scopes: ['chat.read'] }, { subject });
      expect(await whose(obtained)).toEqual({
        person: ALICE,
        scope: 'chat.read',
        target: UPSTREAM,
      });
    },
  );

  it('asks who has linked nothing to sign in, and nobody else anything', async () => {
    const { asked } = identityProvider;
    expect(await obtain({ userRef: 'user:default/dave' })).toEqual({
      kind: 'needs-sign-in',
      why: 'not linked',
      connectPath: '/connect/idp',
    });
    expect(identityProvider.asked).toBe(asked);
  });

  it.each([
    ['expired', { exp: 1 }],
    ['of another issuer', { iss: 'https://elsewhere.example.com' }],
    ['for another client', { aud: 'somebody-else' }],
  ])('asks to sign in again when the ID token is %s', async (_, wrong) => {
    identities.state.lies = wrong;
    const { asked } = authorizationServer;
    expect(await obtain()).toMatchObject({
      kind: 'needs-sign-in',
      connectPath: '/connect/idp',
    });
    expect(identities.state.refusals).toEqual([ALICE]);
    expect(authorizationServer.asked).toBe(asked);
  });

  it('says that the identity provider does not let this person', async () => {
    denied.add(ALICE);
    expect(await obtain()).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('invalid_target'),
    });
    expect(identities.state.refusals).toEqual([]);
  });

  it.each([
    ['typ', { typ: 'JWT' }],
    ['issuer', { claims: { iss: 'https://elsewhere.example.com' } }],
    ['audience', { claims: { aud: 'https://elsewhere.example.com' } }],
    ['client', { claims: { client_id: 'somebody-else' } }],
  ] as [string, JagLies][])(
    'says that the two servers do not agree: the wrong %s in the ID-JAG',
    async (_, wrong) => {
      Object.assign(lies, wrong);
      expect(await obtain()).toMatchObject({
        kind: 'misconfigured',
        text: expect.stringMatching(/authorization server .*: invalid_grant/),
      });
      // Signing in again would change nothing.
      expect(identities.state.refusals).toEqual([]);
    },
  );

  it.each([
    [{ issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' }],
    [{ token_type: 'Bearer' }],
  ])('C2: shows no third party what is no ID-JAG: %j', async answer => {
    lies.answer = answer;
    const { asked } = authorizationServer;
    expect(await obtain()).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('no ID-JAG'),
    });
    expect(authorizationServer.asked).toBe(asked);
  });

  it('C2: asks for no server, authorization server or resource that nobody listed', async () => {
    const { asked } = identityProvider;
    const wrong: Partial<EnterpriseWish>[] = [
      { serverRef: 'api:default/other' },
      { issuer: 'https://attacker.example.com' },
      { resource: 'https://payroll.example.com' },
    ];
    for (const part of wrong) {
      expect(await obtain(part)).toMatchObject({ kind: 'misconfigured' });
    }
    expect(identityProvider.asked).toBe(asked);
    // One that is listed, but that the authorization server does not know.
    expect(
      await obtain({ resource: 'https://chat.example.com/other' }),
    ).toMatchObject({ text: expect.stringContaining('invalid_target') });
  });

  it('C5: is unavailable while either of the two is', async () => {
    identityProvider.outage = 'silent';
    expect(await obtain()).toEqual({ kind: 'unavailable' });
    identityProvider.outage = 'none';
    authorizationServer.outage = 'unavailable';
    expect(await obtain()).toMatchObject({ kind: 'unavailable' });
    expect(identities.state.refusals).toEqual([]);
    authorizationServer.outage = 'none';
    expect(await obtain()).toMatchObject({ kind: 'token' });
  });
});
