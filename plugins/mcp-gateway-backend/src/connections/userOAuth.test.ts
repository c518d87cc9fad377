import { TestDatabases } from '@backstage/backend-test-utils';
import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CredentialResult } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { waitUntil } from '../__testUtils__/waitUntil';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { type Issuer, startIssuer } from './__testUtils__/startIssuer';
import { ORDERS, PUBLIC_URL, startReplica } from './__testUtils__/startReplica';
import { type Resource, startResource } from './__testUtils__/startResource';

jest.setTimeout(60_000);

const ALICE = 'user:default/alice';
const DAVE = 'user:default/dave';
const SECRET = 'a secret of the gateway at the issuer';
const TOKEN_MS = 600_000;
type Replica = Awaited<ReturnType<typeof startReplica>>;

const client = {
  client_id: 'sallyport',
  client_secret: SECRET,
  redirect_uris: [`${PUBLIC_URL}/connect/callback`],
  grant_types: ['authorization_code', 'refresh_token'],
};

describe('user-oauth', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let issuer: Issuer;
    let resource: Resource;
    let replicas: Replica[];
    let clock: ManualClock;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      replicas = [];
      clock = new ManualClock();
      for (const table of [
        'connections',
        'connection_attempts',
        'client_registrations',
      ]) {
        await database(table).delete();
      }
    });

    afterEach(async () => {
      await Promise.all(replicas.map(({ stop }) => stop()));
      await issuer.stop();
      await resource.stop();
    });

    async function company(
      options: Parameters<typeof startIssuer>[0] = { clients: [client] },
    ) {
      issuer = await startIssuer(options);
      resource = await startResource(issuer.url);
    }

    async function replica(
      credential: ServerCredential = { type: 'user-oauth' },
      credentials: JsonObject = {
        clients: {
          issuer: {
            issuer: issuer.url,
            servers: [ORDERS],
            client: {
              id: 'sallyport',
              authentication: 'client_secret_basic',
              secret: SECRET,
            },
          },
        },
      },
    ): Promise<Replica> {
      const started = await startReplica({
        ...{ database, clock, credential, credentials },
        upstreamUrl: resource.url,
      });
      replicas.push(started);
      return started;
    }

    const key = { userRef: ALICE, target: ORDERS };

    /** Alice's browser, from the portal to the issuer and back to the portal. Returns the ticket it then has. */
    async function signIn(at: Replica, ticket?: string): Promise<string> {
      const { redirectTo } = await at.desk.begin(key, ticket);
      const back = new URL(await issuer.browse(redirectTo));
      expect(back.origin + back.pathname).toBe(
        `${PUBLIC_URL}/connect/callback`,
      );
      const done = await at.links.callback(back.searchParams);
      if (done === undefined) throw new Error('Nobody began that');
      return done;
    }

    async function link(at: Replica): Promise<void> {
      await at.desk.finish(ALICE, await signIn(at));
    }

    const ask = async (at: Replica, person = 'alice') =>
      await at.provider.provide(at.request(person));

    function tokenIn(result: CredentialResult): string {
      if (result.kind !== 'headers') throw new Error(`It is ${result.kind}`);
      return result.headers.authorization.replace('Bearer ', '');
    }

    it('links an account from the server’s own address on, and gives each person their own token, from memory', async () => {
      await company();
      const one = await replica();
      const first = await ask(one);
      expect(first).toMatchObject({
        kind: 'needs-sign-in',
        why: 'You have not linked your account',
        connectPath: expect.stringMatching(/^\/mcp\/connect\?server=api/),
      });
      await link(one);
      const token = tokenIn(await ask(one));
      expect(await issuer.whoIs(token)).toBe('alice');
      // No promise: nobody is asked.
      expect(one.provider.provide(one.request('alice'))).toMatchObject({
        kind: 'headers',
        secrets: [token],
      });
      expect((await ask(one, 'dave')).kind).toBe('needs-sign-in');
      const listed = await one.desk.list(ALICE);
      expect(listed).toMatchObject([
        { serverRef: ORDERS, kind: 'user-oauth', state: 'linked' },
      ]);
      const written = JSON.stringify([
        await database('connections').select(),
        await database('data_keys').select(),
        listed,
        one.logger,
      ]);
      expect(written).not.toContain(token);
      expect(written).not.toContain(SECRET);
    });

    it('finds who guards the server without a word in its challenge, and registers itself as the last resort, once', async () => {
      await company({ dynamicRegistration: true });
      resource.isChallenging = false;
      const one = await replica(undefined, {});
      await link(one);
      expect(await issuer.whoIs(tokenIn(await ask(one)))).toBe('alice');
      const other = await replica(undefined, {});
      await link(other);
      expect(issuer.asked.filter(each => each === 'register')).toHaveLength(1);
      const [row] = await database('client_registrations').select();
      expect(row.payload).toMatch(/^e1\./);
    });

    it('says what is missing where the gateway is nobody at the issuer', async () => {
      await company({});
      const one = await replica(undefined, {});
      await expect(one.desk.begin(key)).rejects.toThrow(
        'its administrator registers it there',
      );
    });

    it('C2: refuses a server that wants tokens for another’s address', async () => {
      await company();
      resource.metadata = { resource: 'https://victim.example/mcp' };
      const one = await replica();
      await expect(one.desk.begin(key)).rejects.toThrow('for another address');
    });

    it('C2: a client of the configuration serves the servers it was made for, at its own issuer', async () => {
      await company();
      const clients = (servers: string[], at = issuer.url) => ({
        clients: {
          issuer: {
            issuer: at,
            servers,
            client: { id: 'x', authentication: 'none' },
          },
        },
      });
      const named = { type: 'user-oauth', client: 'issuer' } as const;
      const notMine = await replica(named, clients(['api:default/billing']));
      await expect(notMine.desk.begin(key)).rejects.toThrow(
        'lets this server use no client',
      );
      const elsewhere = await replica(
        { ...named, issuer: issuer.url },
        clients([ORDERS], 'https://elsewhere.example'),
      );
      await expect(elsewhere.desk.begin(key)).rejects.toThrow(
        'for another issuer',
      );
    });

    it('C2: a token goes to the address that it was made for, whatever is approved later', async () => {
      await company();
      const one = await replica();
      await link(one);
      expect((await ask(one)).kind).toBe('headers');
      one.server.upstreamUrl = 'https://moved.example/mcp';
      expect(await ask(one)).toMatchObject({
        kind: 'needs-sign-in',
        why: expect.stringContaining('another address'),
      });
    });

    it('C4: a link works for the person whose call made it, once', async () => {
      await company();
      const one = await replica();
      const first = await ask(one);
      if (first.kind !== 'needs-sign-in') throw new Error(first.kind);
      const { hash } = new URL(first.connectPath ?? '', 'http://x');
      const ticket = new URLSearchParams(hash.slice(1)).get('ticket') ?? '';
      await expect(
        one.desk.begin({ userRef: DAVE, target: ORDERS }, ticket),
      ).rejects.toThrow('for somebody else');
      await one.desk.finish(ALICE, await signIn(one, ticket));
      expect((await ask(one)).kind).toBe('headers');
      await expect(one.desk.begin(key, ticket)).rejects.toThrow('used already');
      await expect(one.desk.begin(key, `${ticket}x`)).rejects.toThrow(
        'has ended',
      );
    });

    it('C4: what Alice began, Dave cannot end: his account is not linked to her, and the sign-in is over', async () => {
      await company();
      const one = await replica();
      issuer.person = 'dave';
      const ticket = await signIn(one);
      await expect(one.desk.finish(DAVE, ticket)).rejects.toThrow(
        'Somebody else began this sign-in',
      );
      await expect(one.desk.finish(ALICE, ticket)).rejects.toThrow('has ended');
      expect((await ask(one)).kind).toBe('needs-sign-in');
      expect((await ask(one, 'dave')).kind).toBe('needs-sign-in');
    });

    it('C3: takes an answer once, from the issuer that was asked, for a state that it made', async () => {
      await company();
      const one = await replica();
      expect(
        await one.links.callback(new URLSearchParams('state=x&code=y')),
      ).toBeUndefined();

      const { redirectTo } = await one.desk.begin(key);
      const asked = new URL(redirectTo).searchParams;
      expect(asked.get('code_challenge_method')).toBe('S256');
      expect(asked.get('resource')).toBe(resource.url);
      const back = new URL(await issuer.browse(redirectTo)).searchParams;
      expect(back.get('iss')).toBe(issuer.url);
      back.set('iss', 'https://other.example');
      const ticket = await one.links.callback(back);
      await expect(one.desk.finish(ALICE, ticket ?? '')).rejects.toThrow(
        'not what OAuth asks for',
      );
      expect(await one.links.callback(back)).toBeUndefined();
      expect(issuer.asked).toEqual([]);
    });

    it('says that the person said no', async () => {
      await company();
      const one = await replica();
      issuer.isRefusing = true;
      const ticket = await signIn(one);
      await expect(one.desk.finish(ALICE, ticket)).rejects.toThrow(
        'access_denied',
      );
    });

    it('C5: of many calls on two replicas whose token has run out, the issuer sees one refresh', async () => {
      await company();
      const one = await replica();
      const other = await replica();
      await link(one);
      const old = tokenIn(await ask(one));
      clock.advance(TOKEN_MS);
      issuer.asked.length = 0;
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          ask(index % 2 === 0 ? one : other),
        ),
      );
      const tokens = new Set(results.map(tokenIn));
      expect(tokens.size).toBe(1);
      expect([...tokens][0]).not.toBe(old);
      expect(issuer.asked).toEqual(['refresh_token']);
    });

    it('C5: keeps what it has while the issuer is away, and asks seldom; then goes on', async () => {
      await company();
      const one = await replica();
      await link(one);
      clock.advance(TOKEN_MS);
      issuer.outage = 'unavailable';
      issuer.asked.length = 0;
      expect(await ask(one)).toEqual({
        kind: 'unavailable',
        retryAfterSeconds: 7,
      });
      expect((await ask(one)).kind).toBe('unavailable');
      expect(issuer.asked).toEqual(['while away']);
      expect(one.logger.warn).toHaveBeenCalledWith(
        `A token for ${ORDERS} could not be renewed at ${issuer.url}: It cannot answer now`,
      );
      issuer.outage = 'none';
      clock.advance(2_000);
      expect((await ask(one)).kind).toBe('headers');
      expect((await one.desk.list(ALICE))[0].state).toBe('linked');
    });

    it('C5: while the issuer is away, a token that has not ended is good', async () => {
      await company();
      const one = await replica();
      await link(one);
      const held = tokenIn(await ask(one));
      issuer.outage = 'unavailable';
      clock.advance(TOKEN_MS - 30_000);
      expect(tokenIn(await ask(one))).toBe(held);
      clock.advance(30_000);
      expect((await ask(one)).kind).toBe('unavailable');
    });

    it('C5: what the issuer has ended is dropped on every replica, and can be linked again', async () => {
      await company();
      const one = await replica();
      const other = await replica();
      await link(one);
      const old = tokenIn(await ask(other));
      issuer.endAll();
      await waitUntil(async () => (await issuer.whoIs(old)) === undefined);
      clock.advance(TOKEN_MS);
      expect((await ask(one)).kind).toBe('needs-sign-in');
      await waitUntil(async () => (await ask(other)).kind === 'needs-sign-in');
      const [row] = await database('connections').select();
      expect(row).toMatchObject({ state: 'needs-sign-in', payload: null });
      await link(one);
      expect((await ask(one)).kind).toBe('headers');
    });

    it('asks for a new token when the system behind refuses one, and gives up when it refuses that too', async () => {
      await company();
      const one = await replica();
      await link(one);
      const calls = [one.request('alice'), one.request('alice')];
      const [first] = await Promise.all(
        calls.map(async call => tokenIn(await one.provider.provide(call))),
      );
      issuer.asked.length = 0;
      await Promise.all(calls.map(call => one.provider.refused?.(call)));
      const again = one.request('alice');
      const second = tokenIn(await one.provider.provide(again));
      expect(second).not.toBe(first);
      expect(issuer.asked).toEqual(['refresh_token']);
      await one.provider.refused?.(again);
      expect((await ask(one)).kind).toBe('needs-sign-in');
    });

    it('asks for what the server wants beside and for what there was, and not again for what was agreed to', async () => {
      await company();
      const one = await replica();
      await link(one);
      const refuse = async () => {
        const call = one.request('alice');
        await one.provider.provide(call);
        await one.provider.refused?.(call, { scopes: ['orders.write'] });
        return (await ask(one)).kind;
      };
      expect(await refuse()).toBe('needs-sign-in');
      const { redirectTo } = await one.desk.begin({
        userRef: ALICE,
        target: one.request('alice').serverRef,
      });
      const scope = new URL(redirectTo).searchParams.get('scope') ?? '';
      expect(scope.split(' ')).toEqual(
        expect.arrayContaining(['orders.read', 'orders.write']),
      );
      await link(one);
      expect(await refuse()).toBe('headers');
    });

    it('unlinking ends the account at its issuer, and on every replica', async () => {
      await company();
      const one = await replica();
      const other = await replica();
      await link(one);
      const token = tokenIn(await ask(other));
      const [{ id = '' }] = await one.desk.list(ALICE);
      await expect(one.desk.unlink(DAVE, id)).rejects.toThrow('no such');
      expect(await one.desk.unlink(ALICE, id)).toEqual({ revoked: true });
      expect(issuer.asked).toContain('revoke');
      expect(await issuer.whoIs(token)).toBeUndefined();
      await waitUntil(async () => (await ask(other)).kind === 'needs-sign-in');
    });

    const asked = { userRef: ALICE, connection: 'company' };
    const identityReplica = async () =>
      await replica(undefined, {
        clients: {
          company: {
            issuer: issuer.url,
            identity: true,
            client: {
              id: 'sallyport',
              authentication: 'client_secret_basic',
              secret: SECRET,
            },
          },
        },
      });
    async function linkIdentity(at: Replica) {
      const target = { userRef: ALICE, target: 'client:company' };
      const { redirectTo } = await at.desk.begin(target);
      const back = new URL(await issuer.browse(redirectTo)).searchParams;
      const ticket = await at.links.callback(back);
      expect(await at.desk.finish(ALICE, ticket ?? '')).toEqual({
        client: 'company',
      });
    }

    it('gives the tokens of an identity provider that a person linked', async () => {
      await company();
      const one = await identityReplica();
      expect(
        await one.identities.tokenOf({ ...asked, kind: 'id-token' }),
      ).toMatchObject({ kind: 'needs-sign-in' });
      await linkIdentity(one);
      const result = await one.identities.tokenOf({
        ...asked,
        kind: 'id-token',
      });
      if (result.kind !== 'token') throw new Error(result.kind);
      const [, claims] = result.token.split('.');
      expect(
        JSON.parse(Buffer.from(claims, 'base64url').toString()),
      ).toMatchObject({ sub: 'alice', aud: 'sallyport' });
      expect(await one.identities.refused(asked)).toMatchObject({
        kind: 'needs-sign-in',
      });
    });

    it('tells one link at an identity provider from the next', async () => {
      await company();
      const one = await identityReplica();
      const linkNow = async () => await one.identities.linkOf(asked);
      expect(await linkNow()).toBeUndefined();
      await linkIdentity(one);
      const first = await linkNow();
      expect(first).toBeDefined();
      clock.advance(TOKEN_MS);
      await one.identities.tokenOf({ ...asked, kind: 'access-token' });
      expect(issuer.asked).toContain('refresh_token');
      expect(await linkNow()).toBe(first);
      await linkIdentity(one);
      expect(await linkNow()).not.toBe(first);
      await one.identities.refused(asked);
      expect(await linkNow()).toBeUndefined();
    });

    it('C5: shows no ID token that has ended while the issuer is away: nobody’s sign-in ends by that', async () => {
      await company();
      const one = await identityReplica();
      await linkIdentity(one);
      const idToken = async () =>
        await one.identities.tokenOf({ ...asked, kind: 'id-token' });
      const held = await idToken();
      expect(held.kind).toBe('token');
      // It lasts an hour. In its last minute a newer one is asked for, and the old one is good all the same.
      issuer.outage = 'unavailable';
      clock.setTimeOfDay(Date.now() + 59.5 * 60_000);
      expect(await idToken()).toEqual(held);
      clock.setTimeOfDay(Date.now() + 61 * 60_000);
      expect(await idToken()).toMatchObject({ kind: 'unavailable' });
      expect((await one.desk.list(ALICE)).at(-1)?.state).toBe('linked');
    });
  });
});
