import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import { applyDatabaseMigrations } from '../database/migrate';
import { TestClock } from './__testUtils__/TestClock';
import { TokenService } from './TokenService';

jest.setTimeout(60_000);

const ISSUER = 'https://mcp.example';
const ENDPOINT = `${ISSUER}/servers/default/orders/mcp`;
const ALICE = 'user:default/alice';
const BOB = 'user:default/bob';
const REVOKED = { ok: false, reason: 'unauthenticated.revoked-token' };
const EXPIRED = { ok: false, reason: 'unauthenticated.expired-token' };
const INVALID = { ok: false, reason: 'unauthenticated.invalid-token' };

describe('TokenService', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: TestClock;
    const logger = mockServices.logger.mock();
    const started: TokenService[] = [];

    const replica = (options: { clock?: TestClock } = {}) => {
      const service = TokenService.create({
        database,
        issuer: ISSUER,
        logger,
        clock: options.clock ?? systemClock,
      });
      started.push(service);
      return service;
    };
    const order = (userEntityRef = ALICE) => ({
      userEntityRef,
      serverRef: 'api:default/orders',
      endpoint: ENDPOINT,
    });

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      clock = new TestClock();
    });

    afterEach(async () => {
      await Promise.all(started.splice(0).map(service => service.stop()));
    });

    it('makes a token that any replica accepts, at its endpoint only', async () => {
      const { token, info } = await replica({ clock }).create({
        ...order(),
        client: 'Claude Code',
        ttlSeconds: 600,
      });
      expect(info).toEqual({
        id: expect.any(String),
        serverRef: 'api:default/orders',
        endpoint: ENDPOINT,
        client: 'Claude Code',
        createdAt: '2026-11-23T08:00:00.000Z',
        expiresAt: '2026-11-23T08:10:00.000Z',
        lastUsedAt: undefined,
        revoked: false,
      });
      const other = replica({ clock });
      for (let time = 0; time < 2; time++) {
        expect(await other.verify(token, ENDPOINT)).toEqual({
          ok: true,
          tokenId: info.id,
          clients: [info.id],
          userEntityRef: ALICE,
          expiresAt: Date.parse(info.expiresAt),
        });
        expect(await other.verify(token, `${ISSUER}/mcp`)).toEqual(INVALID);
      }
    });

    it('ends a token when it says so, remembered or not', async () => {
      const one = replica({ clock });
      const { token } = await one.create({ ...order(), ttlSeconds: 60 });
      clock.advance(59_999);
      expect(await one.verify(token, ENDPOINT)).toMatchObject({ ok: true });
      clock.advance(1);
      expect(await one.verify(token, ENDPOINT)).toEqual(EXPIRED);
      expect(await replica({ clock }).verify(token, ENDPOINT)).toEqual(EXPIRED);
    });

    it('refuses other lifetimes than a minute to an hour', async () => {
      const one = replica({ clock });
      for (const ttlSeconds of [59, 3601, Number.NaN, -1]) {
        await expect(
          one.create({ ...order(), ttlSeconds }),
        ).rejects.toMatchObject({ name: 'InputError' });
      }
      const { info } = await one.create(order());
      expect(info.expiresAt).toBe('2026-11-23T09:00:00.000Z');
    });

    it('revokes here at once', async () => {
      const one = replica();
      const { token, info } = await one.create(order());
      await one.start();
      expect(await one.verify(token, ENDPOINT)).toMatchObject({ ok: true });
      await one.revoke({ id: info.id, userEntityRef: ALICE });
      expect(await one.verify(token, ENDPOINT)).toEqual(REVOKED);
      // Again is no error and changes nothing.
      await one.revoke({ id: info.id, userEntityRef: ALICE });
      expect(await one.list(ALICE)).toMatchObject([{ revoked: true }]);
    });

    it('revokes on a replica that follows and has the token in memory', async () => {
      const one = replica();
      const other = replica();
      await other.start();
      const { token, info } = await one.create(order());
      const { token: kept } = await one.create(order());
      expect(await other.verify(token, ENDPOINT)).toMatchObject({ ok: true });
      await one.revoke({ id: info.id, userEntityRef: ALICE });

      let verdict = await other.verify(token, ENDPOINT);
      while (verdict.ok) {
        await new Promise(resolve => setTimeout(resolve, 50));
        verdict = await other.verify(token, ENDPOINT);
      }
      expect(verdict).toEqual(REVOKED);
      expect(await other.verify(kept, ENDPOINT)).toMatchObject({ ok: true });
    });

    it('revokes on a replica that does not follow', async () => {
      const one = replica({ clock });
      const other = replica({ clock });
      const { token, info } = await one.create(order());
      expect(await other.verify(token, ENDPOINT)).toMatchObject({ ok: true });
      await one.revoke({ id: info.id, userEntityRef: ALICE });
      expect(await other.verify(token, ENDPOINT)).toEqual(REVOKED);
    });

    it('numbers revocations that happen at once without gaps or doubles', async () => {
      const replicas = [replica({ clock }), replica({ clock })];
      const made = [];
      for (let count = 0; count < 6; count++) {
        made.push((await replicas[0].create(order())).info.id);
      }
      await Promise.all(
        made.map((id, index) =>
          replicas[index % 2].revoke({ id, userEntityRef: ALICE }),
        ),
      );
      const numbers = await database('tokens')
        .orderBy('revoked_sequence')
        .pluck('revoked_sequence');
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it("knows nothing of other people's tokens", async () => {
      const one = replica({ clock });
      const { token, info } = await one.create(order(ALICE));
      expect(await one.list(BOB)).toEqual([]);
      await expect(
        one.revoke({ id: info.id, userEntityRef: BOB }),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      await expect(
        one.revoke({ id: 'no-such-token', userEntityRef: BOB }),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(await one.verify(token, ENDPOINT)).toMatchObject({ ok: true });
    });

    it('lists what has not expired, newest first, and cleans up the rest', async () => {
      const one = replica({ clock });
      const first = await one.create({ ...order(), ttlSeconds: 60 });
      clock.advance(1000);
      const second = await one.create(order());
      expect((await one.list(ALICE)).map(info => info.id)).toEqual([
        second.info.id,
        first.info.id,
      ]);
      clock.advance(60_000);
      expect((await one.list(ALICE)).map(info => info.id)).toEqual([
        second.info.id,
      ]);
      clock.advance(60 * 60_000);
      await one.cleanUp();
      expect(await database('tokens').pluck('id')).toEqual([second.info.id]);
      expect(await one.verify(first.token, ENDPOINT)).toEqual(EXPIRED);
    });

    it('writes down the last use, once a minute', async () => {
      const one = replica({ clock });
      const { token } = await one.create(order());
      const used = async () => {
        await one.verify(token, ENDPOINT);
        await one.stop();
        return (await one.list(ALICE))[0].lastUsedAt;
      };
      expect(await used()).toBe('2026-11-23T08:00:00.000Z');
      clock.advance(59_000);
      expect(await used()).toBe('2026-11-23T08:00:00.000Z');
      clock.advance(1000);
      expect(await used()).toBe('2026-11-23T08:01:00.000Z');
    });

    it('writes down what uses a token: at once the first time, then once a minute', async () => {
      const one = replica({ clock });
      const { info } = await one.create(order());
      const usedBy = async (client: string) => {
        one.noteClient(info.id, client);
        await one.stop();
        return (await one.list(ALICE))[0].usedBy;
      };
      expect(await usedBy('editor 1')).toBe('editor 1');
      clock.advance(59_000);
      expect(await usedBy('script 2')).toBe('editor 1');
      clock.advance(1000);
      expect(await usedBy('script 2')).toBe('script 2');
      clock.advance(60_000);
      expect(await usedBy('x'.repeat(300))).toHaveLength(200);
    });

    it('loses no call and forgets no client when it cannot be written', async () => {
      const one = replica({ clock });
      const { info } = await one.create(order());
      await database.schema.renameTable('oauth_consents', 'away');
      one.noteClient(info.id, 'editor 1');
      await one.stop();
      await database.schema.renameTable('away', 'oauth_consents');
      one.noteClient(info.id, 'editor 1');
      await one.stop();
      expect((await one.list(ALICE))[0].usedBy).toBe('editor 1');
    });

    it('bounds how many tokens one person holds', async () => {
      const one = replica({ clock });
      const { info } = await one.create(order());
      const [row] = await database('tokens').where({ id: info.id });
      await database.batchInsert(
        'tokens',
        Array.from({ length: 499 }, (_, index) => ({
          ...row,
          id: `token-${index}`,
        })),
        50,
      );
      await expect(one.create(order())).rejects.toMatchObject({
        name: 'ConflictError',
      });
      await expect(one.create(order(BOB))).resolves.toBeDefined();
      clock.advance(60 * 60_000);
      await expect(one.create(order())).resolves.toBeDefined();
    });

    it('keeps no value of a token', async () => {
      const { token } = await replica({ clock }).create(order());
      const rows = JSON.stringify(await database('tokens').select());
      expect(rows).not.toContain(token.split('.')[2]);
    });
  });
});
