import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { systemClock } from '../access/Clock';
import { EgressGuard } from '../egress/EgressGuard';
import { gatewayClient } from './__testUtils__/gatewayClient';
import { createTokenFetch, type TokenFetch } from './createTokenFetch';
import { TokenExchange } from './TokenExchange';

const ALICE = 'user:default/alice';

/** Answers as Microsoft documents its endpoint; nothing here has seen the real one. */
describe("Entra's on-behalf-of against a scripted endpoint", () => {
  const seen: URLSearchParams[] = [];
  let answer: { status: number; body: object };
  const server = createServer((request, response) => {
    void text(request).then(body => {
      seen.push(new URLSearchParams(body));
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
  });
  let fetch: TokenFetch;
  let exchange: TokenExchange;
  const identities: IdentityTokens = {
    tokenOf: async ({ userRef, kind }) =>
      userRef === ALICE
        ? { kind: 'token', token: `${kind} of alice` }
        : { kind: 'needs-sign-in', why: 'not linked' },
    refused: async () => ({ kind: 'needs-sign-in', why: 'again' }),
  };

  beforeAll(async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    fetch = createTokenFetch({
      guard: EgressGuard.create({ allowedHosts: [host] }),
    });
    const client = await gatewayClient('gateway');
    exchange = TokenExchange.create({
      settings: {
        name: 'entra',
        endpoint: {
          tokenEndpoint: `http://${host}/tenant/oauth2/v2.0/token`,
          client: client.settings,
        },
        dialect: 'entra-on-behalf-of',
        subject: {
          type: 'identity',
          connection: 'entra',
          token: 'access-token',
        },
        servers: new Set(['api:default/orders']),
        targets: new Set(['api://orders']),
      },
      fetch,
      clock: systemClock,
      assertions: {
        sign: async () => {
          throw new Error('The gateway has no word in this');
        },
      },
      identities,
    });
  });
  beforeEach(() => {
    seen.length = 0;
    answer = {
      status: 200,
      body: {
        token_type: 'Bearer',
        access_token: 'for-orders',
        expires_in: 3599,
        ext_expires_in: 3599,
      },
    };
  });
  afterAll(async () => {
    await fetch.close();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  const obtain = (part: { userRef?: string; scopes?: string[] } = {}) =>
    exchange.obtain({
      userRef: ALICE,
      serverRef: 'api:default/orders',
      upstreamUrl: 'https://orders.example.com/mcp',
      audience: 'api://orders',
      ...part,
    });

  it("shows the person's access token and asks for what is behind", async () => {
    expect(await obtain()).toEqual({
      kind: 'token',
      token: 'for-orders',
      expiresInSeconds: 3599,
    });
    expect(Object.fromEntries(seen[0])).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion: 'access-token of alice',
      scope: 'api://orders/.default',
      client_id: 'gateway',
      client_assertion_type:
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    await obtain({ scopes: ['orders.read', 'orders.write'] });
    expect(seen[1].get('scope')).toBe(
      'api://orders/orders.read api://orders/orders.write',
    );
  });

  it('asks who has to answer there to sign in', async () => {
    answer = {
      status: 400,
      body: {
        error: 'interaction_required',
        error_description: 'AADSTS50079: a second factor is needed',
        claims: '{}',
      },
    };
    expect(await obtain()).toEqual({ kind: 'needs-sign-in', why: 'again' });
    seen.length = 0;
    expect(await obtain({ userRef: 'user:default/dave' })).toMatchObject({
      kind: 'needs-sign-in',
    });
    expect(seen).toEqual([]);
  });

  it('takes nothing for a token that does not fit a header', async () => {
    answer.body = { ...answer.body, access_token: 'for\r\norders' };
    expect(await obtain()).toMatchObject({
      kind: 'misconfigured',
      text: expect.stringContaining('header'),
    });
  });

  it('C6: repeats nothing of what the endpoint explains', async () => {
    answer = {
      status: 401,
      body: {
        error: 'invalid_client',
        error_description:
          'AADSTS7000215: invalid secret access-token of alice',
      },
    };
    const refused = await obtain();
    expect(refused).toMatchObject({ kind: 'misconfigured' });
    expect(JSON.stringify(refused)).not.toMatch(/AADSTS|of alice/);
  });
});
