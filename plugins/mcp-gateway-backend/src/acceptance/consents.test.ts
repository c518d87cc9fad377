import {
  CLIENT_ID,
  startAuthorization,
} from '../authorization-server/__testUtils__/startAuthorization';
import { message, send } from '../__testUtils__/mcpRequests';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

describe('what a person let act for them', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeEach(async () => {
    bench = await startAuthorization();
  });

  afterEach(async () => {
    await bench.stop();
  });

  const consentsOf = async (person: string) =>
    (await bench.gateway.as(person).get('/consents').expect(200)).body.items;

  it('is listed for them alone, with when it was last used', async () => {
    const { access } = await bench.getTokens();
    const [consent, ...others] = await consentsOf('alice');
    expect(others).toEqual([]);
    expect(consent).toEqual({
      id: expect.any(String),
      client: {
        id: CLIENT_ID,
        name: 'Example Editor',
        uri: 'https://client.example/',
        isKnown: true,
      },
      resource: bench.orders,
      serverRef: 'api:default/orders',
      grantedAt: expect.any(String),
      grantedIn: { browser: 'Firefox', system: 'Linux' },
      redirectHost: '127.0.0.1:51234',
      redirectKind: 'program',
      expiresAt: expect.any(String),
    });
    expect(await consentsOf('dave')).toEqual([]);
    // They stand for their tokens: those of the Connect page are apart.
    const tokens = await bench.gateway.as('alice').get('/tokens');
    expect(tokens.body.items).toEqual([]);

    expect(await bench.status(access)).toBe(200);
    await waitUntil(async () => {
      const [{ lastUsedAt, usedBy }] = await consentsOf('alice');
      return lastUsedAt !== undefined && usedBy === 'test 1.0.0';
    });
  });

  it('says where each token is used: what its client calls itself, made harmless', async () => {
    const { gateway, orders } = bench;
    const alice = gateway.as('alice');
    const token = await gateway.token('alice', 'orders');
    const made = await alice
      .post('/personal-tokens', { name: 'CI', days: 1, allServers: true })
      .expect(201);
    const introduce = async (text: string, name: string) =>
      await send(orders, {
        token: text,
        body: message('initialize', {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name, version: '2' },
        }),
      });
    await introduce(token, 'My editor');
    await introduce(made.body.token, 'My\u202Escript\n');
    // A token that somebody else holds says nothing about this one.
    await introduce('made-up', 'Nobody');
    const usedBy = async (path: string) =>
      (await alice.get(path)).body.items[0].usedBy;
    await waitUntil(
      async () =>
        (await usedBy('/tokens')) !== undefined &&
        (await usedBy('/personal-tokens')) !== undefined,
    );
    expect(await usedBy('/tokens')).toBe('My editor 2');
    expect(await usedBy('/personal-tokens')).toBe('My⟨U+202E⟩script⟨U+000A⟩ 2');
  });

  it('is listed in pages, newest first, and nothing comes twice or gets lost', async () => {
    for (let count = 0; count < 5; count++) await bench.getTokens();
    const alice = bench.gateway.as('alice');
    const all: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const { body } = await alice
        .get(`/consents?limit=2${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      all.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(cursor).toBeUndefined();
    expect(all).toEqual(
      (await consentsOf('alice')).map(({ id }: { id: string }) => id),
    );
    expect(new Set(all).size).toBe(5);
    for (const bad of ['limit=0', 'limit=101', 'cursor=x', 'cursor=1.%27']) {
      await alice.get(`/consents?${bad}`).expect(400);
    }
  });

  it('ends when they say so, with every token that came from it', async () => {
    const { gateway } = bench;
    const { client, access, refresh } = await bench.getTokens();
    const kept = await bench.getTokens();
    const [, { id }] = await consentsOf('alice');
    await gateway.as('dave').delete(`/consents/${id}`).expect(404);
    await gateway.as('alice').delete(`/consents/${id}`).expect(204);
    await gateway.as('alice').delete(`/consents/${id}`).expect(404);

    expect(await bench.status(access)).toBe(401);
    expect((await client.refresh(refresh)).body.error).toBe('invalid_grant');
    expect(await bench.status(kept.access)).toBe(200);
    expect(await consentsOf('alice')).toHaveLength(1);
  });

  it('ends when the client gives its refresh token back', async () => {
    const { client, access, refresh } = await bench.getTokens();
    expect(await client.revoke('made-up')).toBe(200);
    expect(await bench.status(access)).toBe(200);
    expect(await client.revoke(refresh)).toBe(200);
    expect(await bench.status(access)).toBe(401);
    expect(await consentsOf('alice')).toEqual([]);
  });

  it('ends altogether when they sign out everywhere, and they are told what ended', async () => {
    const { gateway } = bench;
    const one = await bench.getTokens();
    const two = await bench.getTokens();
    const refreshed = await two.client.refresh(two.refresh);
    const ofPortal = await gateway.token('alice', 'orders');
    const daves = await bench.getTokens({ person: 'dave' });

    const { body } = await gateway
      .as('alice')
      .post('/sign-out-everywhere', {})
      .expect(200);
    expect(body).toEqual({
      revoked: {
        tokens: 4,
        personalTokens: 0,
        consents: 2,
        refreshTokens: 2,
        agents: 0,
      },
    });
    for (const token of [
      one.access,
      two.access,
      String(refreshed.body.access_token),
      ofPortal,
    ]) {
      expect(await bench.status(token)).toBe(401);
    }
    expect(await consentsOf('alice')).toEqual([]);
    expect(await consentsOf('dave')).toHaveLength(1);
    expect((await daves.client.refresh(daves.refresh)).status).toBe(200);
    const again = await gateway.as('alice').post('/sign-out-everywhere', {});
    expect(again.body).toEqual({
      revoked: {
        tokens: 0,
        personalTokens: 0,
        consents: 0,
        refreshTokens: 0,
        agents: 0,
      },
    });
  });
});
