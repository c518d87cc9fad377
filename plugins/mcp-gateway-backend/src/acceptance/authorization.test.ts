import {
  auth,
  type OAuthClientProvider,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type {
  OAuthClientInformation,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import { decodeJwt } from 'jose';
import { initialize, send } from '../__testUtils__/mcpRequests';
import {
  CLIENT_ID,
  ON_A_PORT,
  startAuthorization,
} from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

const TOOLS = [
  { effect: 'reads', count: 1, names: ['echo'] },
  { effect: 'changes', count: 1, names: ['note'] },
  { effect: 'destroys', count: 1, names: ['wipe'] },
];

describe('the gateway’s authorization server', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    bench = await startAuthorization();
  });

  afterAll(async () => {
    await bench.stop();
  });

  it('tells what it offers, and nothing else', async () => {
    const { publicUrl } = bench.gateway;
    const response = await fetch(
      `${publicUrl}/.well-known/oauth-authorization-server`,
    );
    expect(await response.json()).toEqual({
      issuer: publicUrl,
      authorization_endpoint: `${publicUrl}/authorize`,
      token_endpoint: `${publicUrl}/token`,
      revocation_endpoint: `${publicUrl}/revoke`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      scopes_supported: ['mcp'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: [
        'ES256',
        'EdDSA',
        'PS256',
        'RS256',
      ],
      revocation_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
    // It is no OpenID provider.
    const openid = await fetch(`${publicUrl}/.well-known/openid-configuration`);
    expect(openid.status).toBe(404);
  });

  it('leads the SDK’s client from a bare address to a list of tools', async () => {
    const browser = bench.newBrowser();
    let saved: OAuthTokens | undefined;
    let known: OAuthClientInformation | undefined;
    let verifier = '';
    let code = '';
    const provider: OAuthClientProvider = {
      redirectUrl: ON_A_PORT,
      clientMetadata: { redirect_uris: [ON_A_PORT] },
      clientMetadataUrl: CLIENT_ID,
      clientInformation: () => known,
      saveClientInformation: information => {
        known = information;
      },
      tokens: () => saved,
      saveTokens: tokens => {
        saved = tokens;
      },
      saveCodeVerifier: text => {
        verifier = text;
      },
      codeVerifier: () => verifier,
      redirectToAuthorization: async address => {
        const { url } = await browser.open(address);
        const id = url.pathname.split('/').at(-1)!;
        const back = await browser.open(await bench.decide(id));
        code = back.url.searchParams.get('code')!;
      },
    };
    const serverUrl = bench.orders;
    expect(await auth(provider, { serverUrl })).toBe('REDIRECT');
    expect(await auth(provider, { serverUrl, authorizationCode: code })).toBe(
      'AUTHORIZED',
    );
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(serverUrl), {
        authProvider: provider,
      }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('echo');
    await client.close();

    const before = saved;
    expect(await auth(provider, { serverUrl })).toBe('AUTHORIZED');
    expect(saved?.refresh_token).not.toBe(before?.refresh_token);
  });

  it('shows the person what is asked, and gives the client a token for that and no more', async () => {
    const { gateway, orders } = bench;
    const client = bench.newClient();
    const browser = bench.newBrowser();
    const id = await bench.begin(browser, client);
    const asked = await gateway.as('alice').get(`/interactions/${id}`);
    expect(asked.body).toEqual({
      id,
      client: {
        id: CLIENT_ID,
        name: 'Example Editor',
        uri: 'https://client.example/',
        isKnown: true,
      },
      redirectUri: ON_A_PORT,
      redirectHost: '127.0.0.1:51234',
      redirectKind: 'program',
      resource: orders,
      servers: [
        {
          serverRef: 'api:default/orders',
          title: 'orders',
          mayUse: true,
          tools: TOOLS,
        },
      ],
      moreServers: 0,
      scopes: ['mcp'],
      expiresAt: expect.any(String),
    });

    const { url } = await browser.open(await bench.decide(id));
    expect(url.origin + url.pathname).toBe(ON_A_PORT);
    expect(url.searchParams.get('state')).toBe(client.state);
    // RFC 9207: whoever speaks to several authorization servers can tell whose answer this is.
    expect(url.searchParams.get('iss')).toBe(gateway.publicUrl);

    const { status, body } = await client.exchange(
      url.searchParams.get('code')!,
      orders,
    );
    expect([status, body]).toMatchObject([
      200,
      { token_type: 'Bearer', expires_in: 3600, scope: 'mcp' },
    ]);
    const access = String(body.access_token);
    expect(decodeJwt(access)).toMatchObject({
      iss: gateway.publicUrl,
      aud: orders,
      sub: 'user:default/alice',
      client_id: CLIENT_ID,
    });
    expect(await bench.status(access)).toBe(200);
    expect(await bench.status(access, gateway.endpoint('billing'))).toBe(401);
  });

  it('gives a token for all servers, and shows those that the person may use', async () => {
    const { gateway } = bench;
    const all = `${gateway.publicUrl}/mcp`;
    const id = await bench.begin(bench.newBrowser(), undefined, all);
    const { body } = await gateway.as('alice').get(`/interactions/${id}`);
    expect(body.servers).toEqual(
      [
        { serverRef: 'api:default/billing', title: 'billing', mayUse: true },
        { serverRef: 'api:default/orders', title: 'orders', mayUse: true },
      ].map(one => ({ ...one, tools: TOOLS })),
    );
    const { access } = await bench.getTokens({ resource: all });
    expect(await bench.status(access, all)).toBe(200);
    expect(await bench.status(access)).toBe(401);
  });

  it('consent widens nothing: whoever has no grant gets a token that opens no tool', async () => {
    const id = await bench.begin(bench.newBrowser());
    const { body } = await bench.gateway.as('dave').get(`/interactions/${id}`);
    expect(body.servers).toEqual([
      { serverRef: 'api:default/orders', mayUse: false },
    ]);
    const { access } = await bench.getTokens({ person: 'dave' });
    const answer = await send(bench.orders, {
      token: access,
      body: initialize,
    });
    expect(await answer.json()).toHaveProperty('error');
  });

  it('tells the client when the person says no', async () => {
    const browser = bench.newBrowser();
    const id = await bench.begin(browser);
    const ticket = await bench.decide(id, 'alice', 'deny');
    const { url } = await browser.open(ticket);
    expect(url.searchParams.get('error')).toBe('access_denied');
    expect(url.searchParams.get('code')).toBeNull();
  });

  it('needs no cookie of one authorization for another in the same browser', async () => {
    const browser = bench.newBrowser();
    const one = bench.newClient();
    const other = bench.newClient();
    const first = await bench.begin(browser, one);
    const second = await bench.begin(browser, other);
    for (const [id, client] of [
      [first, one],
      [second, other],
    ] as const) {
      const { url } = await browser.open(await bench.decide(id));
      expect(url.searchParams.get('state')).toBe(client.state);
      expect(url.searchParams.get('code')).toEqual(expect.any(String));
    }
  });
});
