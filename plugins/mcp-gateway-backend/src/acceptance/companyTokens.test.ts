import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import {
  exportJWK,
  generateKeyPair,
  type JWK,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import Provider from 'oidc-provider';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { makeOpaqueToken } from '../opaque-tokens/makeOpaqueToken';

jest.setTimeout(60_000);

const AUDIENCE = 'api://sallyport';

/** Nina's address is in the catalog, and an id of the provider; the catalog knows no group of hers. */
const nina: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'nina',
    namespace: 'default',
    annotations: { 'idp.example/id': 'AbC-1' },
  },
  spec: { profile: { email: 'nina@corp.example' }, memberOf: [] },
};

describe('tokens of the company’s identity provider', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let server: Server;
  let issuer: string;
  let provider: Provider;
  let signingKey: JWK;
  /** What the provider was asked for, by path. */
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { privateKey } = await generateKeyPair('ES256', {
      extractable: true,
    });
    signingKey = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'ES256' };
    provider = new Provider(issuer, {
      jwks: { keys: [signingKey] },
      clients: [
        {
          client_id: 'gateway',
          client_secret: 'a secret of the gateway at the provider',
          redirect_uris: [],
          response_types: [],
          grant_types: ['client_credentials'],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      features: {
        introspection: {
          enabled: true,
          allowedPolicy: async () => true,
        },
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: async (_ctx, resource) => ({
            scope: 'mcp',
            audience: resource,
            accessTokenFormat: resource.endsWith('/opaque') ? 'opaque' : 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
      findAccount: async (_, accountId) => ({
        accountId,
        claims: () => ({ sub: accountId }),
      }),
    });
    const handle = provider.callback();
    server.on('request', (request, response) => {
      asked.push(request.url ?? '');
      void handle(request, response);
    });
    upstream = await startUpstream();
    gateway = await start({
      user: { claim: 'sub', matches: 'name' },
      groups: { claim: 'groups' },
      introspection: {
        client: {
          id: 'gateway',
          authentication: 'client_secret_basic',
          secret: 'a secret of the gateway at the provider',
        },
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  });

  async function start(one: JsonObject): Promise<TestGateway> {
    return await startGateway({
      prepare: registry => {
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [
            grantTo('user:default/alice'),
            grantTo('group:default/contractors'),
          ],
        });
      },
      identityProviders: [
        { issuer, audiences: [AUDIENCE], algorithms: ['ES256'], ...one },
      ],
      entities: [nina],
    });
  }

  /** A token of the provider's key, with claims laid over the usual ones. */
  async function signed(
    claims: Record<string, unknown> = {},
    header: object = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({
      iss: issuer,
      aud: AUDIENCE,
      sub: 'alice',
      iat: now,
      exp: now + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
      .sign(signingKey);
  }

  /** How an endpoint answers: nothing where the call went through. */
  async function refusal(token: string, at = gateway): Promise<unknown> {
    const response = await send(at.endpoint('orders'), {
      token,
      body: initialize,
    });
    const text = await response.text();
    if (response.status === 401) {
      expect(response.headers.get('www-authenticate')).toMatch(
        /^Bearer resource_metadata=".+", error="invalid_token"/,
      );
    }
    return text.startsWith('{') && 'error' in JSON.parse(text)
      ? JSON.parse(text).error.data.reason
      : undefined;
  }

  const issued = async (resource: string, person = 'alice') => {
    const client = await provider.Client.find('gateway');
    if (!client) throw new Error('No such client');
    const token = new provider.AccessToken({
      client,
      accountId: person,
      scope: 'mcp',
    } as ConstructorParameters<typeof provider.AccessToken>[0]);
    token.aud = resource;
    token.resourceServer = new provider.ResourceServer(resource, {
      scope: 'mcp',
      audience: resource,
      accessTokenFormat: resource === AUDIENCE ? 'jwt' : 'opaque',
      jwt: { sign: { alg: 'ES256' } },
    });
    return await token.save();
  };

  it('lets in whom the provider’s own access token names', async () => {
    const token = await issued(AUDIENCE);
    expect(token.split('.')).toHaveLength(3);
    expect(await refusal(token)).toBeUndefined();
    expect(JSON.stringify(upstream.seen)).not.toContain(token);
  });

  it('lets in by introspection whom an opaque token names, and asks once for a while', async () => {
    const endpoint = gateway.endpoint('orders');
    const token = await issued(endpoint);
    expect(token).not.toContain('.');
    expect(await refusal(token)).toBeUndefined();
    const before = asked.filter(path => path.includes('introspection')).length;
    expect(before).toBeGreaterThan(0);
    for (let time = 0; time < 3; time++) {
      expect(await refusal(token)).toBeUndefined();
    }
    expect(asked.filter(path => path.includes('introspection'))).toHaveLength(
      before,
    );
    expect(await refusal('made-up')).toBe('unauthenticated.invalid-token');
    expect(await refusal(await issued(`${endpoint}/other`))).toBe(
      'unauthenticated.wrong-audience',
    );
  });

  it('shows the provider no secret of the gateway’s, whatever it is presented for', async () => {
    const before = asked.length;
    for (const prefix of ['sallyport_pat_', 'sallyport_rt_']) {
      expect(await refusal(makeOpaqueToken(prefix))).toBe(
        'unauthenticated.invalid-token',
      );
    }
    expect(asked).toHaveLength(before);
  });

  it('E5: a session goes on with the next token of the same application, and is unknown to another', async () => {
    const endpoint = gateway.endpoint('orders');
    const opened = await send(endpoint, {
      token: await signed({ client_id: 'editor' }),
      body: initialize,
    });
    const session = opened.headers.get('mcp-session-id') ?? '';
    const listWith = async (claims: Record<string, unknown>) => {
      const { status } = await send(endpoint, {
        token: await signed({ jti: 'another', ...claims }),
        body: message('tools/list'),
        headers: { 'mcp-session-id': session },
      });
      return status;
    };
    expect(await listWith({ client_id: 'editor' })).toBe(200);
    expect(await listWith({ azp: 'editor' })).toBe(200);
    expect(await listWith({ client_id: 'chat' })).toBe(404);
    expect(await listWith({})).toBe(404);
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }, 'invalid-token'],
    ['for somebody else', { aud: 'api://other' }, 'wrong-audience'],
    ['that has expired', { exp: 1_700_000_000 }, 'expired-token'],
    ['that never expires', { exp: undefined }, 'invalid-token'],
    ['that is not valid yet', { nbf: 4_000_000_000 }, 'not-yet-valid'],
    ['of nobody in the catalog', { sub: 'mallory' }, 'unknown-user'],
    ['of no person at all', { sub: undefined }, 'unknown-user'],
    ['of what could be no name', { sub: '../alice' }, 'unknown-user'],
  ])('refuses one %s', async (_what, claims, why) => {
    expect(await refusal(await signed(claims))).toBe(`unauthenticated.${why}`);
  });

  it('refuses what was signed by nobody, by others, or with what everybody knows', async () => {
    const invalid = 'unauthenticated.invalid-token';
    const none = new UnsecuredJWT({ sub: 'alice' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .encode();
    expect(await refusal(none)).toBe(invalid);
    const hmac = await new SignJWT({ sub: 'alice' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(JSON.stringify(signingKey.x)));
    expect(await refusal(hmac)).toBe(invalid);
    const [head, , signature] = (await signed()).split('.');
    const other = Buffer.from(
      JSON.stringify({ iss: issuer, aud: AUDIENCE, sub: 'bob', exp: 4e9 }),
    ).toString('base64url');
    expect(await refusal(`${head}.${other}.${signature}`)).toBe(invalid);
  });

  it('reads keys again for one that it does not know, but not for every stranger', async () => {
    for (let time = 0; time < 20; time++) {
      const token = await signed({}, { kid: `unknown-${time}` });
      expect(await refusal(token)).toBe('unauthenticated.invalid-token');
    }
    expect(asked.filter(path => path === '/jwks').length).toBeLessThanOrEqual(
      2,
    );
  });

  it('refuses tokens of Backstage, whoever signed them', async () => {
    expect(
      await refusal(
        await signed(
          { sub: 'user:default/alice', aud: 'backstage' },
          { typ: 'vnd.backstage.user' },
        ),
      ),
    ).toBe('unauthenticated.invalid-token');
  });

  it('counts groups of the token only where the catalog knows none', async () => {
    expect(await refusal(await signed({ sub: 'nina' }))).toMatch(
      /^(grant|server)\./,
    );
    const groups = ['Contractors', 'no name', 7];
    expect(await refusal(await signed({ sub: 'nina', groups }))).toBe(
      undefined,
    );
    expect(await refusal(await signed({ sub: 'dave', groups }))).toMatch(
      /^(grant|server)\./,
    );
  });

  it('names the provider in the metadata of the endpoint', async () => {
    const address = `${gateway.publicUrl}/.well-known/oauth-protected-resource/servers/default/orders/mcp`;
    const metadata = await (await fetch(address)).json();
    expect(metadata.authorization_servers).toEqual([gateway.publicUrl, issuer]);
  });

  it('finds people by address, unless the provider has not checked it', async () => {
    const other = await start({ user: { claim: 'email', matches: 'email' } });
    const email = 'nina@corp.example';
    expect(await refusal(await signed({ email }), other)).toMatch(
      /^(grant|server)\./,
    );
    for (const claims of [
      { email, email_verified: false },
      { email: 'nobody@corp.example' },
      { email: [email] },
    ]) {
      expect(await refusal(await signed(claims), other)).toBe(
        'unauthenticated.unknown-user',
      );
    }
    await other.stop();
  });

  it('finds people by an annotation, exactly', async () => {
    const annotation = 'idp.example/id';
    const other = await start({
      user: { claim: 'oid', matches: 'annotation', annotation },
    });
    expect(await refusal(await signed({ oid: 'AbC-1' }), other)).toMatch(
      /^(grant|server)\./,
    );
    expect(await refusal(await signed({ oid: 'abc-1' }), other)).toBe(
      'unauthenticated.unknown-user',
    );
    await other.stop();
  });

  it('lets nobody in while the provider cannot be asked', async () => {
    const other = await start({
      user: { claim: 'sub', matches: 'name' },
      jwksUri: 'http://127.0.0.1:9/jwks',
    });
    expect(await refusal(await signed(), other)).toBe(
      'unauthenticated.provider-unavailable',
    );
    await other.stop();
  });
});
