import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { TestClock } from './__testUtils__/TestClock';
import { SigningKeys } from './SigningKeys';

jest.setTimeout(60_000);

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describe('SigningKeys', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  const replicaOf = (database: Knex, clock: TestClock) =>
    SigningKeys.create({
      database,
      clock,
      logger: mockServices.logger.mock(),
      rotationMs: 7 * DAY,
    });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let knex: Knex;
    let clock: TestClock;

    beforeEach(async () => {
      knex = await databases.init(databaseId);
      await applyDatabaseMigrations(knex);
      clock = new TestClock();
    });

    it('gives replicas that start at once one and the same key', async () => {
      const replicas = [1, 2, 3, 4].map(() => replicaOf(knex, clock));
      const keys = await Promise.all(
        replicas.flatMap(replica => [
          replica.signingKey(),
          replica.signingKey(),
        ]),
      );
      expect(new Set(keys.map(key => key.kid)).size).toBe(1);
      expect(await knex('signing_keys').select('generation')).toEqual([
        { generation: 1 },
      ]);
    });

    it('publishes no private part', async () => {
      const [jwk] = await replicaOf(knex, clock).publicKeys();
      expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
      expect(jwk).not.toHaveProperty('d');
    });

    it('announces the next key before it signs, and keeps the last until its tokens have expired', async () => {
      const one = replicaOf(knex, clock);
      const other = replicaOf(knex, clock);
      const first = await one.signingKey();
      await other.signingKey();

      clock.advance(7 * DAY - 5 * 60_000);
      expect((await one.signingKey()).kid).toBe(first.kid);
      expect(await other.publicKeys()).toHaveLength(2);

      clock.advance(5 * 60_000);
      const second = await one.signingKey();
      expect(second.kid).not.toBe(first.kid);
      expect((await other.signingKey()).kid).toBe(second.kid);
      expect(await other.publicKey(first.kid)).toBeDefined();
      expect(await other.publicKey(second.kid)).toBeDefined();

      // The longest token of the first key was made at its last moment and lives an hour.
      clock.advance(HOUR);
      expect(await one.publicKey(first.kid)).toBeDefined();
      clock.advance(5 * 60_000);
      expect(await one.publicKey(first.kid)).toBeUndefined();
      expect((await one.publicKeys()).map(jwk => jwk.kid)).toEqual([
        second.kid,
      ]);

      await one.deleteRetired();
      expect(await knex('signing_keys').pluck('id')).toEqual([second.kid]);
    });

    it('makes a key at once after a long sleep', async () => {
      const one = replicaOf(knex, clock);
      const first = await one.signingKey();
      clock.advance(100 * DAY);
      const keys = await Promise.all([
        one.signingKey(),
        replicaOf(knex, clock).signingKey(),
      ]);
      expect(keys[0].kid).not.toBe(first.kid);
      expect(keys[1].kid).toBe(keys[0].kid);
    });

    it('finds a key that another replica has just made', async () => {
      const one = replicaOf(knex, clock);
      expect(await one.publicKey('unknown')).toBeUndefined();
      const made = await replicaOf(knex, clock).signingKey();
      clock.advance(1000);
      expect(await one.publicKey(made.kid)).toBeDefined();
    });

    it('does not ask the database about every made-up key', async () => {
      const one = replicaOf(knex, clock);
      await one.signingKey();
      let queries = 0;
      knex.on('query', () => {
        queries += 1;
      });
      await one.publicKey('made-up-1');
      await one.publicKey('made-up-2');
      expect(queries).toBe(0);
    });
  });
});
