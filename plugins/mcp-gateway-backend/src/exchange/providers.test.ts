import { mockServices } from '@backstage/backend-test-utils';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Clock } from '../access/Clock';
import { EgressGuard } from '../egress/EgressGuard';
import { addIdJagIssuing } from '../__testUtils__/counterparts/addIdJagIssuing';
import { addIdJagRedeeming } from '../__testUtils__/counterparts/addIdJagRedeeming';
import { addTokenExchange } from '../__testUtils__/counterparts/addTokenExchange';
import {
  type RunningProvider,
  startProvider,
} from '../__testUtils__/counterparts/startProvider';
import { gatewayAssertions } from './__testUtils__/gatewayAssertions';
import { gatewayClient } from './__testUtils__/gatewayClient';
import { identityTokens } from './__testUtils__/identityTokens';
import { createTokenFetch, type TokenFetch } from './createTokenFetch';
import { EnterpriseProvider } from './EnterpriseProvider';
import { TokenExchangeProvider } from './TokenExchangeProvider';

const UPSTREAM = 'https://orders.example.com/mcp';
const SERVER = 'api:default/orders';
const ALICE = 'user:default/alice';
const DAVE = 'user:default/dave';

interface Rig {
  provider: CredentialProvider;
  config: ServerCredential;
  /** Gives the tokens in the end. */
  issuer: RunningProvider;
  logged: jest.SpyInstance;
  pass(ms: number): void;
  stop(): Promise<void>;
}

function movingClock() {
  let moved = 0;
  const clock: Clock = {
    now: () => Date.now() + moved,
    monotonic: () => performance.now() + moved,
  };
  return {
    clock,
    pass: (ms: number) => {
      moved += ms;
    },
  };
}

function fetchFrom(...providers: RunningProvider[]): TokenFetch {
  return createTokenFetch({
    guard: EgressGuard.create({
      allowedHosts: providers.map(one => new URL(one.issuer).host),
    }),
    timeoutMs: 1000,
  });
}

async function startExchange(): Promise<Rig> {
  const client = await gatewayClient('sallyport');
  const assertions = await gatewayAssertions();
  const issuer = await startProvider({
    clients: [
      {
        ...client.registration,
        grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
      } as never,
    ],
    addGrants: parts =>
      addTokenExchange(parts, {
        trust: { [assertions.issuer]: () => assertions.jwks },
        targets: [UPSTREAM],
      }),
  });
  const { clock, pass } = movingClock();
  const fetch = fetchFrom(issuer);
  const logger = mockServices.logger.mock();
  return {
    issuer,
    pass,
    logged: logger.warn,
    config: { type: 'token-exchange', exchange: 'company' },
    provider: TokenExchangeProvider.create({
      settings: new Map([
        [
          'company',
          {
            name: 'company',
            endpoint: { issuer: issuer.issuer, client: client.settings },
            dialect: 'rfc8693',
            subject: { type: 'assertion' },
            servers: new Set([SERVER]),
            targets: new Set(),
          },
        ],
      ]),
      fetch,
      clock,
      assertions,
      identities: {
        tokenOf: async () => ({ kind: 'unavailable' }),
        refused: async () => ({ kind: 'unavailable' }),
      },
      logger,
    }),
    async stop() {
      await fetch.close();
      await issuer.stop();
    },
  };
}

async function startEnterprise(): Promise<Rig> {
  const there = await gatewayClient('there');
  const here = await gatewayClient('here');
  const clientsAt: Record<string, string> = {};
  const identityProvider = await startProvider({
    clients: [
      {
        ...here.registration,
        grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'],
      } as never,
    ],
    addGrants: parts =>
      addIdJagIssuing(parts, { clientsAt, denied: new Set(), lies: {} }),
  });
  const { d: _, ...publicKey } = identityProvider.signingKey;
  const issuer = await startProvider({
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
  clientsAt[issuer.issuer] = 'there';
  const identities = identityTokens({
    provider: identityProvider,
    clientId: 'here',
  });
  identities.state.linked.add(ALICE).add(DAVE);
  const { clock, pass } = movingClock();
  const fetch = fetchFrom(identityProvider, issuer);
  const logger = mockServices.logger.mock();
  return {
    issuer,
    pass,
    logged: logger.warn,
    config: { type: 'id-jag', provider: 'company', issuer: issuer.issuer },
    provider: EnterpriseProvider.create({
      settings: new Map([
        [
          'company',
          {
            name: 'company',
            identityProvider: {
              issuer: identityProvider.issuer,
              client: here.settings,
            },
            subject: { type: 'identity', connection: 'idp', token: 'id-token' },
            authorizationServers: new Map([
              [
                issuer.issuer,
                { issuer: issuer.issuer, client: there.settings },
              ],
            ]),
            servers: new Set([SERVER]),
            targets: new Set(),
          },
        ],
      ]),
      fetch,
      clock,
      identities,
      logger,
    }),
    async stop() {
      await fetch.close();
      await identityProvider.stop();
      await issuer.stop();
    },
  };
}

// Every provider that exchanges passes the same.
describe.each([
  ['token-exchange', startExchange],
  ['id-jag', startEnterprise],
])('the credential provider %s', (type, start) => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await start();
  });
  afterEach(() => rig.stop());

  const request = (
    part: Partial<CredentialRequest> = {},
  ): CredentialRequest => ({
    serverId: 'id-of-orders',
    serverRef: SERVER,
    config: rig.config,
    principal: { userRef: ALICE },
    upstreamUrl: UPSTREAM,
    callId: 'call',
    ...part,
  });
  const tokenOf = (result: CredentialResult) => {
    if (result.kind !== 'headers') throw new Error(JSON.stringify(result));
    expect(result.secrets).toEqual([
      result.headers.authorization.replace('Bearer ', ''),
    ]);
    return result.headers.authorization.replace('Bearer ', '');
  };
  const give = async (part?: Partial<CredentialRequest>) =>
    tokenOf(await rig.provider.provide(request(part)));

  it('is of its type', () => expect(rig.provider.type).toBe(type));

  it('C5: asks once however many call, and answers at once from then on', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => give()));
    expect(rig.issuer.asked).toBe(1);
    expect(new Set(all).size).toBe(1);
    const held = rig.provider.provide(request());
    expect(held).not.toBeInstanceOf(Promise);
    expect(rig.issuer.asked).toBe(1);
  });

  it('gives two people two tokens', async () => {
    const alice = await give();
    const dave = await give({ principal: { userRef: DAVE } });
    expect(await rig.issuer.whoIs(alice)).toMatchObject({ person: ALICE });
    expect(await rig.issuer.whoIs(dave)).toMatchObject({ person: DAVE });
  });

  it("says who acts where there is a place for it, and shares no agent's token", async () => {
    const agent = { ref: 'resource:default/agent', kind: 'agent' as const };
    const own = await give();
    const acting = await give({ principal: { userRef: ALICE, actor: agent } });
    expect(acting).not.toBe(own);
    const told = await rig.issuer.whoIs(acting);
    expect(told).toMatchObject({ person: ALICE });
    expect(told?.act).toEqual(
      type === 'token-exchange' ? { sub: agent.ref } : undefined,
    );
    const client = { ref: 'editor', kind: 'client' as const };
    const used = await give({ principal: { userRef: ALICE, actor: client } });
    expect(await rig.issuer.whoIs(used)).not.toHaveProperty('act');
  });

  it('gets another before one ends', async () => {
    const first = await give();
    rig.pass(569_000);
    expect(await give()).toBe(first);
    rig.pass(1_000);
    expect(await give()).not.toBe(first);
  });

  it('gets another when the one given was revoked', async () => {
    const call = request();
    const first = tokenOf(await rig.provider.provide(call));
    const held = await rig.issuer.provider.AccessToken.find(first);
    await held?.destroy();
    expect(await rig.issuer.whoIs(first)).toBeUndefined();
    // The system behind answered 401.
    await rig.provider.refused?.(call);
    const second = await give();
    expect(await rig.issuer.whoIs(second)).toMatchObject({ person: ALICE });
  });

  it('keeps what it has while the provider is down, and says so to who has nothing', async () => {
    const first = await give();
    rig.issuer.outage = 'unavailable';
    expect(await give()).toBe(first);
    const others = () =>
      rig.provider.provide(request({ principal: { userRef: DAVE } }));
    expect(await others()).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 7,
    });
    // A storm of calls is no storm of questions.
    const { asked } = rig.issuer;
    await Promise.all(Array.from({ length: 20 }, others));
    expect(rig.issuer.asked).toBe(asked);
    rig.issuer.outage = 'none';
    rig.pass(2_000);
    expect(await others()).toMatchObject({ kind: 'headers' });
  });

  it('says what nobody configured, to the operator too', async () => {
    const config: ServerCredential =
      rig.config.type === 'id-jag'
        ? { ...rig.config, provider: 'gone' }
        : { type: 'token-exchange', exchange: 'gone' };
    expect(await rig.provider.provide(request({ config }))).toEqual({
      kind: 'misconfigured',
      text: expect.stringContaining("'gone'"),
    });
    expect(rig.logged).toHaveBeenCalledWith(
      expect.stringContaining('api:default/orders: There is no'),
    );
  });

  it('shares no token between servers, addresses or revisions', async () => {
    const first = await give();
    const config = { ...rig.config, scopes: ['other'] } as ServerCredential;
    await give({ config });
    expect(rig.issuer.asked).toBe(2);
    expect(
      await rig.provider.provide(request({ serverRef: 'api:default/other' })),
    ).toMatchObject({ kind: 'misconfigured' });
    // Another address is another resource, which this authorization server does not know.
    expect(
      await rig.provider.provide(
        request({ upstreamUrl: 'https://elsewhere.example.com/mcp' }),
      ),
    ).toMatchObject({ kind: 'misconfigured' });
    expect(await give()).toBe(first);
  });
});
