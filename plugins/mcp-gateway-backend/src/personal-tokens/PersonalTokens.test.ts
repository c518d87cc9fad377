import { crc32 } from 'node:zlib';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import { applyDatabaseMigrations } from '../database/migrate';
import { TestClock } from '../tokens/__testUtils__/TestClock';
import { TokenService } from '../tokens/TokenService';
import { isPersonalToken } from './isPersonalToken';
import { makePersonalToken } from './makePersonalToken';
import type { PersonalTokenSettings } from './PersonalTokenSettings';
import { toBase62 } from '../opaque-tokens/toBase62';

jest.setTimeout(60_000);

const ISSUER = 'https://mcp.example';
const ORDERS = 'api:default/orders';
const ORDERS_URL = `${ISSUER}/servers/default/orders/mcp`;
const BILLING_URL = `${ISSUER}/servers/default/billing/mcp`;
const ALICE = 'user:default/alice';
const refused = (why: string) => ({
  ok: false,
  reason: `unauthenticated.${why}`,
});

describe('the text of personal access tokens', () => {
  it('is what docs/personal-tokens.md tells scanners, with a checksum they can check', () => {
    for (let time = 0; time < 100; time++) {
      const token = makePersonalToken();
      expect(token).toMatch(/^sallyport_pat_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/);
      expect(token.slice(-6)).toBe(
        toBase62(BigInt(crc32(token.slice(0, -6))), 6),
      );
      expect(isPersonalToken(token)).toBe(true);
    }
  });

  it('is not any other text', () => {
    const token = makePersonalToken();
    fc.assert(
      fc.property(
        fc.integer({ min: 14, max: token.length - 1 }),
        fc.constantFrom(...'0Az-_ '),
        (at, put) => {
          fc.pre(token[at] !== put);
          const other = token.slice(0, at) + put + token.slice(at + 1);
          return !isPersonalToken(other);
        },
      ),
    );
    expect(isPersonalToken(`${token}0`)).toBe(false);
    expect(isPersonalToken('')).toBe(false);
  });
});

describe('PersonalTokens', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: TestClock;
    const started: TokenService[] = [];

    const replica = (
      options: {
        clock?: TestClock;
        personalTokens?: PersonalTokenSettings;
      } = {},
    ) => {
      const service = TokenService.create({
        database,
        issuer: ISSUER,
        logger: mockServices.logger.mock(),
        clock: systemClock,
        ...options,
      });
      started.push(service);
      return service;
    };
    const order = { userEntityRef: ALICE, name: 'CI of my laptop', days: 30 };

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      clock = new TestClock();
    });

    afterEach(async () => {
      await Promise.all(started.splice(0).map(service => service.stop()));
    });

    it('opens the named servers on every replica, and no other address', async () => {
      const { token, info } = await replica({ clock }).personal.create({
        ...order,
        servers: [ORDERS],
      });
      expect(info).toEqual({
        id: expect.any(String),
        name: 'CI of my laptop',
        servers: [ORDERS],
        createdAt: '2026-11-23T08:00:00.000Z',
        expiresAt: '2026-12-23T08:00:00.000Z',
        revoked: false,
      });
      const other = replica({ clock });
      for (let time = 0; time < 2; time++) {
        expect(await other.verify(token, ORDERS_URL)).toEqual({
          ok: true,
          tokenId: info.id,
          clients: [info.id],
          userEntityRef: ALICE,
          expiresAt: Date.parse(info.expiresAt),
        });
        for (const url of [BILLING_URL, `${ISSUER}/mcp`]) {
          expect(await other.verify(token, url)).toEqual(
            refused('invalid-token'),
          );
        }
      }
    });

    it('opens everything where it names nothing', async () => {
      const one = replica({ clock });
      const { token, info } = await one.personal.create(order);
      expect(info.servers).toBeUndefined();
      for (const url of [ORDERS_URL, BILLING_URL, `${ISSUER}/mcp`]) {
        expect(await one.verify(token, url)).toMatchObject({ ok: true });
      }
    });

    it('C6: keeps no value, and asks the database once for each token', async () => {
      const one = replica();
      const { token } = await one.personal.create(order);
      expect(JSON.stringify(await database('tokens'))).not.toContain(
        token.slice(14, 40),
      );
      await one.start();
      await one.verify(token, ORDERS_URL);
      const asked = jest.fn();
      database.on('query', ({ sql }: { sql: string }) => {
        if (/secret_hash/.test(sql)) asked(sql);
      });
      for (let time = 0; time < 20; time++) {
        expect(await one.verify(token, ORDERS_URL)).toMatchObject({ ok: true });
      }
      expect(asked).not.toHaveBeenCalled();
      // What is made up is not looked for.
      await one.verify(`${token.slice(0, -1)}!`, ORDERS_URL);
      await one.verify(`sallyport_pat_${'x'.repeat(49)}`, ORDERS_URL);
      expect(asked).not.toHaveBeenCalled();
      expect(await one.verify(makePersonalToken(), ORDERS_URL)).toEqual(
        refused('invalid-token'),
      );
      expect(asked).toHaveBeenCalledTimes(1);
    });

    it('ends in time, remembered or not', async () => {
      const one = replica({ clock });
      const { token } = await one.personal.create({ ...order, days: 1 });
      expect(await one.verify(token, ORDERS_URL)).toMatchObject({ ok: true });
      clock.advance(24 * 60 * 60_000);
      expect(await one.verify(token, ORDERS_URL)).toEqual(
        refused('expired-token'),
      );
      expect(await replica({ clock }).verify(token, ORDERS_URL)).toEqual(
        refused('expired-token'),
      );
      expect(await one.personal.list(ALICE)).toEqual([]);
    });

    it('D1: is revoked on a replica that has it in memory, alone and with everything else', async () => {
      const one = replica();
      const other = replica();
      await other.start();
      const first = await one.personal.create(order);
      const second = await one.personal.create(order);
      for (const { token } of [first, second]) {
        expect(await other.verify(token, ORDERS_URL)).toMatchObject({
          ok: true,
        });
      }
      const isRefused = async ({ token }: { token: string }) => {
        const verdict = await other.verify(token, ORDERS_URL);
        return !verdict.ok && verdict.reason.endsWith('revoked-token');
      };
      const until = async (what: () => Promise<boolean>) => {
        while (!(await what())) {
          await new Promise(resolve => setTimeout(resolve, 50));
        }
      };
      await one.revoke({ id: first.info.id, userEntityRef: ALICE });
      await until(async () => await isRefused(first));
      expect(await isRefused(second)).toBe(false);
      expect(await one.ofConsents.revokeAll({ userEntityRef: ALICE })).toEqual({
        tokens: 0,
        personalTokens: 1,
      });
      await until(async () => await isRefused(second));
      expect(await replica().verify(second.token, ORDERS_URL)).toEqual(
        refused('revoked-token'),
      );
    });

    it('is refused where the company switched them off, those that there are too', async () => {
      const { token } = await replica().personal.create(order);
      const off = replica({ personalTokens: { enabled: false, maxDays: 90 } });
      expect(await off.verify(token, ORDERS_URL)).toEqual(
        refused('personal-tokens-off'),
      );
      await expect(off.personal.create(order)).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    });

    it('lives as long as the company allows, and there are not endlessly many', async () => {
      const one = replica({ personalTokens: { enabled: true, maxDays: 7 } });
      for (const days of [0, 8, 1.5, Number.NaN]) {
        await expect(
          one.personal.create({ ...order, days }),
        ).rejects.toMatchObject({ name: 'InputError' });
      }
      for (let count = 0; count < 50; count++) {
        await one.personal.create({ ...order, days: 7 });
      }
      await expect(
        one.personal.create({ ...order, days: 7 }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      // They are not among the tokens of the Connect page, and do not count there.
      expect(await one.list(ALICE)).toEqual([]);
    });

    it('shows when one was used last', async () => {
      const one = replica();
      const { token } = await one.personal.create(order);
      await one.start();
      await one.verify(token, ORDERS_URL);
      await one.stop();
      expect(await one.personal.list(ALICE)).toMatchObject([
        { lastUsedAt: expect.any(String) },
      ]);
    });
  });
});
