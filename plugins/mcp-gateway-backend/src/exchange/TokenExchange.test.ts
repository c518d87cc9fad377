import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { systemClock } from '../access/Clock';
import { EgressGuard } from '../egress/EgressGuard';
import { addTokenExchange } from '../__testUtils__/counterparts/addTokenExchange';
import {
  type RunningProvider,
  startProvider,
} from '../__testUtils__/counterparts/startProvider';
import { gatewayAssertions } from './__testUtils__/gatewayAssertions';
import { gatewayClient } from './__testUtils__/gatewayClient';
import { createTokenFetch, type TokenFetch } from './createTokenFetch';
import { TokenExchange, type ExchangeWish } from './TokenExchange';
import type { ExchangeSettings } from './types';

const SERVER = 'api:default/orders';
const UPSTREAM = 'https://orders.example.com/mcp';
const wish: ExchangeWish = {
  userRef: 'user:default/alice',
  serverRef: SERVER,
  upstreamUrl: UPSTREAM,
};
const nobody: IdentityTokens = {
  tokenOf: async () => ({ kind: 'needs-sign-in', why: 'nothing is linked' }),
  refused: async () => ({ kind: 'needs-sign-in', why: 'refused' }),
};

describe('TokenExchange at an authorization server with RFC 8693', () => {
  let sts: RunningProvider;
  let fetch: TokenFetch;
  let assertions: Awaited<ReturnType<typeof gatewayAssertions>>;
  let settings: ExchangeSettings;

  beforeAll(async () => {
    const client = await gatewayClient('sallyport');
    assertions = await gatewayAssertions();
    sts = await startProvider({
      clients: [
        {
          ...client.registration,
          grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
        } as never,
      ],
      addGrants: parts =>
        addTokenExchange(parts, {
          trust: { [assertions.issuer]: () => assertions.jwks },
          targets: [UPSTREAM, 'orders-api'],
          refuses: subject =>
            subject === 'user:default/mallory' ? 'access_denied' : undefined,
        }),
    });
    fetch = createTokenFetch({
      guard: EgressGuard.create({
        allowedHosts: [new URL(sts.issuer).host],
      }),
      timeoutMs: 1000,
    });
    settings = {
      name: 'company',
      endpoint: { issuer: sts.issuer, client: client.settings },
      dialect: 'rfc8693',
      subject: { type: 'assertion' },
      servers: new Set([SERVER]),
      targets: new Set(['orders-api', 'billing-api']),
    };
  });
  afterEach(() => {
    sts.outage = 'none';
    assertions.lies = {};
  });
  afterAll(async () => {
    await fetch.close();
    await sts.stop();
  });

  const create = (part: Partial<ExchangeSettings> = {}) =>
    TokenExchange.create({
      settings: { ...settings, ...part },
      fetch,
      clock: systemClock,
      assertions,
      identities: nobody,
    });
  const obtain = async (
    part: Partial<ExchangeWish> = {},
    of: Partial<ExchangeSettings> = {},
  ) => await create(of).obtain({ ...wish, ...part });
  const whose = async (obtained: Awaited<ReturnType<typeof obtain>>) =>
    obtained.kind === 'token' ? await sts.whoIs(obtained.token) : undefined;

  it('gives each person a token of their own, for the server alone', async () => {
    const [alice, dave] = await Promise.all([
      obtain(),
      obtain({ userRef: 'user:default/dave' }),
    ]);
    expect(await whose(alice)).toMatchObject({
      person: 'user:default/alice',
      target: UPSTREAM,
    });
    expect(await whose(dave)).toMatchObject({ person: 'user:default/dave' });
    expect(alice).toMatchObject({ kind: 'token', expiresInSeconds: 600 });
  });

  it('names the agent that acts for the person', async () => {
    const obtained = await obtain({ actor: 'resource:default/agent' });
    expect(await whose(obtained)).toMatchObject({
      person: 'user:default/alice',
      act: { sub: 'resource:default/agent' },
    });
  });

  it('asks for another target where an administrator listed it', async () => {
    expect(
      await whose(await obtain({ audience: 'orders-api', scopes: ['read'] })),
    ).toMatchObject({ scope: 'read', target: 'orders-api' });
  });

  it('C2: asks for no target that an owner made up, and for no server that is not listed', async () => {
    const before = sts.asked;
    expect(await obtain({ audience: 'payroll-api' })).toEqual({
      kind: 'misconfigured',
      text: expect.stringContaining('payroll-api'),
    });
    expect(await obtain({ serverRef: 'api:default/other' })).toEqual({
      kind: 'misconfigured',
      text: expect.stringContaining('not for this server'),
    });
    expect(sts.asked).toBe(before);
  });

  it.each([
    ['another issuer', { iss: 'https://elsewhere.example.com' }],
    ['another audience', { aud: 'https://elsewhere.example.com' }],
    ['an expired word', { exp: 1 }],
  ])(
    'says that it is misconfigured when its own word is refused: %s',
    async (_, lies) => {
      assertions.lies = lies;
      expect(await obtain()).toEqual({
        kind: 'misconfigured',
        text: expect.stringContaining('invalid_request'),
      });
    },
  );

  it('says what the server refuses', async () => {
    expect(await obtain({ audience: 'billing-api' })).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('invalid_target'),
    });
    expect(await obtain({ userRef: 'user:default/mallory' })).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('access_denied'),
    });
    const stranger = await gatewayClient('sallyport');
    expect(
      await obtain(
        {},
        { endpoint: { issuer: sts.issuer, client: stranger.settings } },
      ),
    ).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('invalid_client'),
    });
  });

  it('C5: is unavailable while the server is', async () => {
    const { issuer } = sts;
    const exchange = create({
      endpoint: {
        tokenEndpoint: `${issuer}/token`,
        issuer,
        client: settings.endpoint.client,
      },
    });
    sts.outage = 'unavailable';
    expect(await exchange.obtain(wish)).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 7,
    });
    sts.outage = 'silent';
    expect(await exchange.obtain(wish)).toEqual({ kind: 'unavailable' });
    sts.outage = 'html';
    expect(await exchange.obtain(wish)).toMatchObject({
      kind: 'misconfigured',
    });
    sts.outage = 'none';
    expect(await exchange.obtain(wish)).toMatchObject({ kind: 'token' });
  });

  it('is unavailable while nobody listens, and while there is no metadata', async () => {
    const gone = await startProvider({ clients: [] });
    await gone.stop();
    const guarded = createTokenFetch({
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
    });
    const exchange = TokenExchange.create({
      settings: {
        ...settings,
        endpoint: { issuer: gone.issuer, client: settings.endpoint.client },
      },
      fetch: guarded,
      clock: systemClock,
      assertions,
      identities: nobody,
    });
    expect(await exchange.obtain(wish)).toEqual({ kind: 'unavailable' });
    await guarded.close();
    sts.outage = 'unavailable';
    expect(await obtain()).toEqual({ kind: 'unavailable' });
  });

  it('R1: dials nobody whom the egress guard forbids', async () => {
    const closed = createTokenFetch({
      guard: EgressGuard.create({ allowedHosts: [] }),
    });
    const exchange = TokenExchange.create({
      settings,
      fetch: closed,
      clock: systemClock,
      assertions,
      identities: nobody,
    });
    const before = sts.asked;
    expect(await exchange.obtain(wish)).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('mcpGateway.egress'),
    });
    expect(sts.asked).toBe(before);
    await closed.close();
  });

  it('C3: takes no metadata of another issuer', async () => {
    expect(
      await obtain(
        {},
        {
          endpoint: {
            issuer: `${sts.issuer}/`,
            client: settings.endpoint.client,
          },
        },
      ),
    ).toMatchObject({ kind: 'misconfigured' });
  });
});
