import { mockCredentials } from '@backstage/backend-test-utils';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

/** The type of the tokens that Backstage gives to people who signed in. */
const BACKSTAGE = 'vnd.backstage.user';

const NOTHING_ELSE_FAKED = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

describe('who may speak to an MCP endpoint', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let valid: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry => {
        for (const name of ['orders', 'billing']) {
          registry.put({
            ...activeServer(name, upstream.url),
            grants: [grantTo('user:default/alice')],
          });
        }
      },
    });
    valid = await gateway.token('alice', 'orders');
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  /** Claims like those of a real token, signed by somebody else. */
  async function forged(claims: object = {}, typ = 'at+jwt'): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return await new SignJWT({
      iss: gateway.publicUrl,
      aud: gateway.endpoint('orders'),
      sub: 'user:default/alice',
      ...claims,
    })
      .setProtectedHeader({
        alg: 'ES256',
        typ,
        jwk: await exportJWK(publicKey),
      })
      .setIssuedAt()
      .setExpirationTime('10m')
      .setJti('made-up')
      .sign(privateKey);
  }

  const unsigned = () =>
    new UnsecuredJWT({ sub: 'user:default/alice' })
      .setIssuer(gateway.publicUrl)
      .setAudience(gateway.endpoint('orders'))
      .setIssuedAt()
      .setExpirationTime('10m')
      .encode();

  const tampered = () => {
    const [header, payload, signature] = valid.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(
      JSON.stringify({ ...claims, sub: 'user:default/bob' }),
    ).toString('base64url');
    return [header, changed, signature].join('.');
  };

  it('takes the right token', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token: valid,
      body: message('ping'),
    });
    // Without a session the server itself complains: the call has come through.
    expect(response.status).toBe(400);
    expect(upstream.seen).toHaveLength(1);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['garbage', () => 'garbage'],
    ['a token of another issuer', () => forged({ iss: 'https://other' })],
    ['a token of another audience', () => forged({ aud: 'https://other' })],
    ['a token that somebody else signed', () => forged()],
    ['a token without a signature (alg none)', unsigned],
    ['a token whose claims were changed', tampered],
    ['a token for another server', () => gateway.token('alice', 'billing')],
    [
      "a user's Backstage token",
      () =>
        forged({ iss: 'http://portal.example', aud: 'backstage' }, BACKSTAGE),
    ],
    ["a service's Backstage token", () => mockCredentials.service.token()],
  ])('refuses %s', async (_, makeToken) => {
    const token = await makeToken();
    const before = upstream.seen.length;
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/list'),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer .*error="invalid_token"/,
    );
    expect(await response.text()).not.toContain(token);
    expect(upstream.seen).toHaveLength(before);
  });

  it('refuses an expired token', async () => {
    const token = await gateway.token('alice', 'orders');
    jest.useFakeTimers({
      doNotFake: [...NOTHING_ELSE_FAKED],
      now: Date.now() + 3_601_000,
    });
    try {
      const response = await send(gateway.endpoint('orders'), {
        token,
        body: message('tools/list'),
      });
      expect(response.status).toBe(401);
      expect((await response.json()).error.data.reason).toBe(
        'unauthenticated.expired-token',
      );
    } finally {
      jest.useRealTimers();
    }
  });

  it('refuses a token once its owner revoked it', async () => {
    const created = await gateway
      .as('alice')
      .post('/tokens', { serverRef: 'api:default/orders' })
      .expect(201);
    await gateway.as('alice').delete(`/tokens/${created.body.id}`).expect(204);
    const response = await send(gateway.endpoint('orders'), {
      token: created.body.token,
      body: message('tools/list'),
    });
    expect(response.status).toBe(401);
  });

  it('sends whoever has no token to the metadata, alike for servers that exist and servers that do not', async () => {
    const answers = await Promise.all(
      ['orders', 'no-such-server'].map(async name => {
        const response = await send(gateway.endpoint(name), {
          body: message('tools/list'),
        });
        const challenge = response.headers.get('www-authenticate') ?? '';
        const text = await response.text();
        const { requestId } = JSON.parse(text).error.data;
        return {
          status: response.status,
          challenge: challenge.replace(name, '<name>'),
          text: text.replace(requestId, '<id>'),
        };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0].status).toBe(401);
    expect(answers[0].challenge).toBe(
      `Bearer resource_metadata="${gateway.publicUrl}/.well-known/oauth-protected-resource/servers/default/<name>/mcp"`,
    );

    const metadata = await fetch(
      `${gateway.publicUrl}/.well-known/oauth-protected-resource/servers/default/orders/mcp`,
    );
    expect(metadata.status).toBe(200);
    const document = await metadata.json();
    expect(document).toMatchObject({
      resource: gateway.endpoint('orders'),
      bearer_methods_supported: ['header'],
    });
    // The gateway's own; the portal's, whose tokens are bound to no resource, is never listed.
    expect(document.authorization_servers).toEqual([gateway.publicUrl]);
  });

  it('takes no token from the address', async () => {
    const response = await send(
      `${gateway.endpoint('orders')}?access_token=${valid}`,
      { body: message('tools/list') },
    );
    expect(response.status).toBe(401);
  });

  it('gives tokens to signed-in people alone, and for servers that they can see', async () => {
    const ask = (serverRef: string) =>
      gateway.as('alice').post('/tokens', { serverRef });
    const unknown = await ask('api:default/no-such-server');
    expect(unknown.status).toBe(404);
    const service = await ask('api:default/orders').set(
      'Authorization',
      mockCredentials.service.header(),
    );
    expect(service.status).toBe(403);
    const nobody = await ask('api:default/orders').set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(nobody.status).toBe(401);
  });
});
