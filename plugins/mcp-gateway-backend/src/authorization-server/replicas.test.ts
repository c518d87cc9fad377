import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import { applyDatabaseMigrations } from '../database/migrate';
import { EgressGuard } from '../egress/EgressGuard';
import { SecretBox } from '../encryption/SecretBox';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import { TokenService } from '../tokens/TokenService';
import { AuthorizationServer } from './AuthorizationServer';
import { Consents } from './Consents';
import { Interactions } from './Interactions';
import { redirectTarget } from './redirectTarget';

jest.setTimeout(60_000);

const ISSUER = 'https://mcp.example';
const RESOURCE = `${ISSUER}/servers/default/orders/mcp`;
const CALLBACK = 'http://127.0.0.1:5000/callback';
const ALICE = 'user:default/alice';
const KEY = { id: 'one', secret: 'k'.repeat(40) };

const membership = {
  resolve: async (userEntityRef: string) => ({
    userEntityRef,
    ownershipEntityRefs: [],
  }),
};

/** One of the gateway's replicas, as far as authorization goes. */
async function startReplica(database: Knex, box: SecretBox) {
  const logger = mockServices.logger.mock();
  const tokens = TokenService.create({ database, issuer: ISSUER, logger, box });
  const consents = Consents.create({
    database,
    tokens: tokens.ofConsents,
    clock: systemClock,
  });
  const authorization = AuthorizationServer.create({
    ...{ database, box, membership, tokens, consents, logger },
    guard: EgressGuard.create({ allowedHosts: [] }),
    settings: {
      issuer: ISSUER,
      portalUrl: 'https://portal.example',
      accessTokenSeconds: 3600,
      refreshTokenSeconds: 3600,
      consentSeconds: 7200,
      clients: [
        {
          client_id: 'editor',
          client_name: 'Editor',
          redirect_uris: ['http://127.0.0.1/callback'],
          token_endpoint_auth_method: 'none',
        },
      ],
      documentHosts: [],
      dynamicRegistration: false,
      requestsPerMinute: 600,
    },
  });
  const server: Server = createServer((request, response) => {
    void authorization.handle(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    tokens,
    consents,
    authorization,
    interactions: Interactions.create({
      server: authorization,
      membership,
      decisions: { of: async () => NOT_ASKED.off },
      directory: { get: () => undefined, refs: () => [] },
      policies: () => undefined,
      clock: systemClock,
    }),
    /** A request that a balancer sent to this replica. */
    ask: async (address: string, init: RequestInit = {}) => {
      const { pathname, search } = new URL(address, ISSUER);
      const response = await fetch(
        `http://127.0.0.1:${port}${pathname}${search}`,
        { redirect: 'manual', ...init },
      );
      return { response, location: response.headers.get('location') ?? '' };
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await authorization.close();
    },
  };
}

describe('the authorization server on several replicas', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  const running: { stop(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const replica of running.splice(0)) await replica.stop();
  });

  async function start(database: Knex, box: SecretBox) {
    const replica = await startReplica(database, box);
    running.push(replica);
    return replica;
  }
  type Replica = Awaited<ReturnType<typeof start>>;

  async function beginAt(replica: Replica) {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'editor',
      redirect_uri: CALLBACK,
      resource: RESOURCE,
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const { response, location } = await replica.ask(`/authorize?${query}`);
    const cookies = response.headers.getSetCookie();
    return {
      verifier,
      cookies,
      id: location.split('/').at(-1)!,
      init: {
        headers: {
          cookie: cookies.map(line => line.split(';')[0]).join('; '),
        },
      },
    };
  }

  const exchangeAt = async (
    replica: Replica,
    parameters: Record<string, string>,
  ) => {
    const { response } = await replica.ask('/token', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'editor', ...parameters }),
    });
    return { status: response.status, body: await response.json() };
  };

  it.each(databases.eachSupportedId())(
    'goes on at another one at each step, and keeps no secret in the clear, on %s',
    async databaseId => {
      const database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      const box = SecretBox.create({ keys: [KEY] });
      const one = await start(database, box);
      const other = await start(database, box);

      const { id, init, cookies, verifier } = await beginAt(one);
      // Cookies stay on the gateway's https origin, unreadable for scripts.
      for (const cookie of cookies) {
        expect(cookie).toMatch(/; secure/i);
        expect(cookie).toMatch(/; httponly/i);
        expect(cookie).toMatch(/; samesite=lax/i);
      }
      const { redirectTo } = await other.interactions.decide({
        ...{ id, userEntityRef: ALICE, decision: 'allow' },
      });
      const back = await other.ask(redirectTo, init);
      expect(back.location).toBe(`${ISSUER}/authorize/${id}`);
      const { location } = await one.ask(back.location, init);
      const code = new URL(location).searchParams.get('code')!;
      const first = await exchangeAt(other, {
        grant_type: 'authorization_code',
        redirect_uri: CALLBACK,
        code,
        code_verifier: verifier,
      });
      expect(first.status).toBe(200);
      const second = await exchangeAt(one, {
        grant_type: 'refresh_token',
        refresh_token: first.body.refresh_token,
      });
      expect(second.status).toBe(200);
      const token = second.body.access_token;
      expect(await other.tokens.verify(token, RESOURCE)).toMatchObject({
        ok: true,
        userEntityRef: ALICE,
      });

      const stored = JSON.stringify([
        await database('oauth_state').select(),
        await database('oauth_tickets').select(),
        await database('oauth_consents').select(),
        await database('tokens').select(),
        await database('signing_keys').select(),
        await database('cookie_keys').select(),
      ]);
      const ticket = new URL(redirectTo).searchParams.get('ticket')!;
      const { refresh_token: refresh } = second.body;
      for (const secret of [code, ticket, refresh, token, '\\"d\\":']) {
        expect(stored.includes(secret)).toBe(false);
      }
      const [{ secret }] = await database('cookie_keys').select();
      expect(secret).toMatch(/^sealed\.one\./);

      await one.consents.signOutEverywhere(ALICE);
      expect(await other.tokens.verify(token, RESOURCE)).toMatchObject({
        ok: false,
      });
      expect(
        (
          await exchangeAt(other, {
            grant_type: 'refresh_token',
            refresh_token: refresh,
          })
        ).body.error,
      ).toBe('invalid_grant');
    },
  );

  it.each(databases.eachSupportedId())(
    'of many who come at once with the same code, ticket or refresh token one gets through on %s',
    async databaseId => {
      const database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      const box = SecretBox.create({ keys: [] });
      const replicas = [await start(database, box), await start(database, box)];
      const [one] = replicas;
      const { id, init } = await beginAt(one);
      const { redirectTo } = await one.interactions.decide({
        ...{ id, userEntityRef: ALICE, decision: 'allow' },
      });
      const answers = await Promise.all(
        [...replicas, ...replicas].map(replica =>
          replica.ask(redirectTo, init),
        ),
      );
      expect(answers.map(({ response }) => response.status).sort()).toEqual([
        303, 400, 400, 400,
      ]);
      const { items } = await one.consents.list(ALICE, { limit: 10 });
      expect(items).toHaveLength(1);

      const used = await Promise.all(
        Array.from({ length: 4 }, async () =>
          one.authorization.state.consume(
            { model: 'Interaction', id },
            Date.now(),
          ),
        ),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
    },
  );

  it('takes a ticket for a minute, and a consent for as long as it was given', async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const one = await start(database, SecretBox.create({ keys: [] }));
    const { id } = await beginAt(one);
    const { redirectTo } = await one.interactions.decide({
      ...{ id, userEntityRef: ALICE, decision: 'allow' },
    });
    const ticket = new URL(redirectTo).searchParams.get('ticket')!;
    const { tickets } = one.authorization;
    const late = Date.now() + 60_000;
    expect(
      await tickets.spend({ interactionId: id, ticket }, late),
    ).toBeUndefined();

    const consent = {
      grantId: 'some-grant',
      userEntityRef: ALICE,
      client: { id: 'editor', name: 'Editor', isKnown: true },
      resource: RESOURCE,
      serverRef: 'api:default/orders',
      catalogRead: null,
      redirect: redirectTarget(CALLBACK),
      from: {},
    };
    await one.consents.begin({ ...consent, expiresAt: Date.now() - 1 });
    const { items } = await one.consents.list(ALICE, { limit: 10 });
    expect(items).toEqual([]);
    expect(await one.consents.findByGrant('some-grant')).toBeUndefined();
    await one.consents.cleanUp();
    expect(await database('oauth_consents').select()).toEqual([]);
  });

  it('encrypts what is there in the clear, and goes on with a new key and the old one', async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const before = await start(database, SecretBox.create({ keys: [] }));
    const { id, init } = await beginAt(before);
    const [open] = await database('signing_keys').select();
    expect(open.private_jwk).toContain('"d":');

    const keyed = await start(database, SecretBox.create({ keys: [KEY] }));
    await keyed.tokens.start();
    await keyed.tokens.stop();
    const [sealed] = await database('signing_keys').select();
    expect(sealed.private_jwk).toMatch(/^sealed\.one\./);

    const rotated = await start(
      database,
      SecretBox.create({
        keys: [{ id: 'two', secret: 'n'.repeat(40) }, KEY],
      }),
    );
    const { redirectTo } = await rotated.interactions.decide({
      ...{ id, userEntityRef: ALICE, decision: 'allow' },
    });
    const { location } = await rotated.ask(redirectTo, init);
    expect(location).toBe(`${ISSUER}/authorize/${id}`);
  });
});
