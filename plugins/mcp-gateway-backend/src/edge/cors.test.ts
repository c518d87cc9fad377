import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

// app.baseUrl of the test gateway.
const PORTAL = 'http://portal.example';

describe('pages in a browser', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let endpoint: string;
  let token: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice')],
        }),
    });
    endpoint = gateway.endpoint('orders');
    token = await gateway.token('alice', 'orders');
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  const preflight = (origin: string, headers = '', address = endpoint) =>
    send(address, {
      httpMethod: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': headers,
      },
    });

  it('answers the portal’s preflight before anybody signed in, and reads no body', async () => {
    const answer = await preflight(
      PORTAL,
      'Authorization, Content-Type, Mcp-Session-Id, mcp-protocol-version, Mcp-Method, Mcp-Param-Region, Last-Event-ID, X-Backstage-Token, Cookie',
    );
    expect(answer.status).toBe(204);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'access-control-allow-origin': PORTAL,
      'access-control-allow-methods': 'POST, GET, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, mcp-session-id, mcp-protocol-version, mcp-method, mcp-param-region, last-event-id',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('lets the portal read an answer and its session', async () => {
    const answer = await send(endpoint, {
      token,
      body: initialize,
      headers: { origin: PORTAL },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL);
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'Mcp-Session-Id, Mcp-Protocol-Version, WWW-Authenticate, Retry-After, X-Request-Id',
    );
    expect(answer.headers.get('mcp-session-id')).toBeTruthy();
    await answer.text();
  });

  it('lets the portal read a refusal and its request id', async () => {
    const answer = await send(endpoint, {
      body: message('tools/list'),
      headers: { origin: PORTAL },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL);
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  it('lets the portal read the metadata of an endpoint', async () => {
    const answer = await fetch(
      `${gateway.publicUrl}/.well-known/oauth-protected-resource/servers/default/orders/mcp`,
      { headers: { origin: PORTAL } },
    );
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL);
  });

  it.each([
    'http://evil.example',
    'https://portal.example',
    'http://portal.example:8080',
    'http://portal.example.evil.example',
    'null',
  ])(
    'E2: refuses the page %s, preflight and call, and lets it read nothing',
    async origin => {
      const before = upstream.seen.length;
      const answers = [
        await preflight(origin, 'authorization'),
        await send(endpoint, {
          token,
          body: message('tools/list'),
          headers: { origin },
        }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(answer.headers.get('access-control-allow-headers')).toBeNull();
      }
      expect(upstream.seen).toHaveLength(before);
    },
  );

  it('takes OPTIONS that is no preflight for what it is: not allowed', async () => {
    for (const origin of [undefined, PORTAL]) {
      const answer = await send(endpoint, {
        httpMethod: 'OPTIONS',
        headers: { ...(origin && { origin }) },
      });
      expect(answer.status).toBe(405);
    }
  });

  it('records refused pages, and no preflight of the portal', async () => {
    // Of a server that no other test here asks; calls are written in order.
    const path = '/calls?role=all&serverRef=api%3Adefault%2Fbilling';
    const billing = gateway.endpoint('billing');
    for (let time = 0; time < 5; time++) {
      const answer = await preflight(PORTAL, 'authorization', billing);
      expect(answer.status).toBe(204);
    }
    await preflight('http://another.example', '', billing);
    let calls: { decision: string; reason: string }[] = [];
    await waitUntil(async () => {
      calls = (await gateway.as('bob').get(path)).body.items;
      return calls.length > 0;
    });
    expect(calls).toEqual([
      expect.objectContaining({
        decision: 'deny',
        reason: 'edge.forbidden-origin',
      }),
    ]);
  });
});
