import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

describe('personal access tokens at the gateway', () => {
  let upstream: Upstream;
  let gateway: TestGateway;

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
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  const make = async (body: object, person = 'alice') =>
    (
      await gateway
        .as(person)
        .post('/personal-tokens', { name: 'x', days: 1, ...body })
        .expect(201)
    ).body as { id: string; token: string };

  const list = async (name: string, token: string) =>
    await send(gateway.endpoint(name), { token, body: initialize });

  it('open the server that they name, and are recorded with the call', async () => {
    const { id, token } = await make({ servers: ['api:default/orders'] });
    expect((await list('orders', token)).status).toBe(200);
    const elsewhere = await list('billing', token);
    expect(elsewhere.status).toBe(401);
    expect(elsewhere.headers.get('www-authenticate')).toMatch(
      /resource_metadata=.*error="invalid_token"/,
    );
    const [allowed] = await gateway.calls(2);
    expect(allowed).toMatchObject({
      user: 'user:default/alice',
      tokenId: id,
      decision: 'allow',
    });
  });

  it('D1: open nothing that nobody granted', async () => {
    const { token } = await make({ allServers: true }, 'dave');
    const response = await list('orders', token);
    const body = await response.json();
    expect(body.error.data.reason).toMatch(/^(grant|server)\./);
  });

  it('C1: are never sent on to a server', async () => {
    const { token } = await make({ allServers: true });
    await list('orders', token);
    expect(upstream.seen.length).toBeGreaterThan(0);
    expect(JSON.stringify(upstream.seen)).not.toContain(token);
  });

  it('end with everything else of the person', async () => {
    const { token } = await make({ allServers: true });
    await gateway.as('alice').post('/sign-out-everywhere', {}).expect(200);
    const response = await list('orders', token);
    expect(response.status).toBe(401);
    expect((await response.json()).error.data.reason).toBe(
      'unauthenticated.revoked-token',
    );
  });
});
