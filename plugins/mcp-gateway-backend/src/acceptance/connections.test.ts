import { activeServer, grantTo } from '../__testUtils__/documents';
import { modern, send } from '../__testUtils__/mcpRequests';
import { scriptModern } from '../__testUtils__/scriptModern';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  type ScriptedRequest,
  startScripted,
} from '../__testUtils__/startScripted';
import {
  type Issuer,
  startIssuer,
} from '../connections/__testUtils__/startIssuer';

jest.setTimeout(60_000);

const KEYS = { alice: 'alice-own-key-1', dave: 'dave-own-key-2' };

/** People's own credentials, from the refusal over the portal's API to what the system behind sees (threats C1, C4, C6). */
describe('connections', () => {
  let issuer: Issuer;
  let upstream: Awaited<ReturnType<typeof startScripted>>;
  let gateway: TestGateway;
  const seen: ScriptedRequest[] = [];

  beforeAll(async () => {
    issuer = await startIssuer({ dynamicRegistration: true });
    upstream = await startScripted(request => {
      seen.push(request);
      return scriptModern(request);
    });
    const server = (name: string, credential: object) => {
      const active = activeServer(name, upstream.url);
      return {
        ...active,
        alias: name,
        approvedRevision: { ...active.approvedRevision!, credential },
        grants: ['alice', 'dave'].map(person =>
          grantTo(`user:default/${person}`),
        ),
      } as typeof active;
    };
    gateway = await startGateway({
      encryption: { keys: [{ id: 'first', secret: 'k'.repeat(40) }] },
      prepare: registry => {
        registry.put(
          server('orders', {
            type: 'personal-key',
            header: 'X-Api-Key',
            hint: 'In your profile',
          }),
        );
        registry.put(
          server('billing', { type: 'user-oauth', issuer: issuer.url }),
        );
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await issuer.stop();
  });

  beforeEach(() => {
    seen.length = 0;
  });

  async function call(person: string, server: string) {
    const answer = await send(gateway.endpoint(server), {
      token: await gateway.token(person, server),
      ...modern('tools/call', { name: 'echo', arguments: {} }),
    });
    return await answer.text();
  }

  const ticketIn = (text: string) => /#ticket=([\w.-]+)/.exec(text)?.[1] ?? '';

  it('asks for a key, keeps it unreadable, and sends each person’s own to the system behind', async () => {
    const refused = await call('alice', 'orders');
    expect(refused).toContain('You have not given your key');
    expect(refused).toContain('http://portal.example/mcp/connect?server=');
    const ticket = ticketIn(refused);
    const keyed = { serverRef: 'api:default/orders' };
    await gateway
      .as('dave')
      .post('/connections/keys', { ...keyed, key: KEYS.dave, ticket })
      .expect(403);
    await gateway
      .as('alice')
      .post('/connections/keys', { ...keyed, key: KEYS.alice, ticket })
      .expect(204);
    await gateway
      .as('dave')
      .post('/connections/keys', { ...keyed, key: KEYS.dave })
      .expect(204);
    const listed = await gateway.as('alice').get('/connections').expect(200);
    expect(listed.body.items).toMatchObject([
      {
        ...keyed,
        kind: 'personal-key',
        state: 'linked',
        hint: 'In your profile',
      },
      { kind: 'user-oauth', state: 'none' },
    ]);
    const answers = [
      await call('alice', 'orders'),
      await call('dave', 'orders'),
      JSON.stringify(listed.body),
      JSON.stringify(await gateway.calls(3)),
    ].join('\n');
    const keys = seen
      .filter(({ bytes }) => bytes.toString().includes('"echo"'))
      .map(({ headers }) => headers['x-api-key']);
    expect(keys).toEqual([KEYS.alice, KEYS.dave]);
    for (const key of Object.values(KEYS)) expect(answers).not.toContain(key);

    const [{ id }] = listed.body.items;
    await gateway.as('dave').delete(`/connections/${id}`).expect(404);
    await gateway.as('alice').delete(`/connections/${id}`).expect(200);
    expect(await call('alice', 'orders')).toContain('not given your key');
  });

  it('links an account in the browser, by the gateway’s own callback, and sends its token', async () => {
    const ticket = ticketIn(await call('alice', 'billing'));
    const linked = { serverRef: 'api:default/billing' };
    await gateway
      .as('dave')
      .post('/connections/sign-ins', { ...linked, ticket })
      .expect(403);
    const begun = await gateway
      .as('alice')
      .post('/connections/sign-ins', { ...linked, ticket })
      .expect(200);
    const callback = await issuer.browse(begun.body.redirectTo);
    expect(callback).toContain(`${gateway.publicUrl}/connect/callback?`);
    const back = await fetch(callback, { redirect: 'manual' });
    expect(back.status).toBe(303);
    expect(back.headers.get('referrer-policy')).toBe('no-referrer');
    const location = new URL(back.headers.get('location') ?? '');
    expect(location.origin + location.pathname + location.search).toBe(
      'http://portal.example/mcp/connect',
    );
    const again = await fetch(callback, { redirect: 'manual' });
    expect(again.status).toBe(400);
    await gateway
      .as('alice')
      .post('/connections/sign-ins/finish', {
        ticket: new URLSearchParams(location.hash.slice(1)).get('done'),
      })
      .expect(200, linked);
    await call('alice', 'billing');
    const { authorization } = seen[seen.length - 1].headers;
    const token = String(authorization).replace('Bearer ', '');
    expect(await issuer.whoIs(token)).toBe('alice');
  });

  it('says who it is to authorization servers', async () => {
    const answer = await fetch(`${gateway.publicUrl}/connect/client.json`);
    expect(await answer.json()).toMatchObject({
      client_id: `${gateway.publicUrl}/connect/client.json`,
      redirect_uris: [`${gateway.publicUrl}/connect/callback`],
      token_endpoint_auth_method: 'none',
    });
  });
});
