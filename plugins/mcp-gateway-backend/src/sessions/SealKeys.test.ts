import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { SecretBox } from '../encryption/SecretBox';
import { SealKeys } from './SealKeys';
import { SealKeyStore } from './SealKeyStore';

jest.setTimeout(60_000);

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const ROTATION_MS = 7 * DAY_MS;

describe('SealKeys', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: ManualClock;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      clock = new ManualClock();
      await database('seal_keys').delete();
    });

    const replica = () =>
      SealKeys.create({
        database,
        clock,
        longestLifeMs: DAY_MS,
        rotationMs: ROTATION_MS,
      });

    it('replicas that start at once seal with the same key', async () => {
      const replicas = [replica(), replica(), replica()];
      await Promise.all(replicas.map(keys => keys.refresh()));
      clock.advance(60_000);
      await Promise.all(replicas.map(keys => keys.refresh()));
      const generations = replicas.map(keys => keys.current().generation);
      expect(new Set(generations).size).toBe(1);
      expect(await database('seal_keys').select()).toHaveLength(1);
    });

    it('a replica that looked before another added a key adds none', async () => {
      const late = replica();
      const list = jest.spyOn(SealKeyStore.prototype, 'list');
      // Between the late replica's look and its key, another one makes the first.
      list.mockImplementationOnce(async () => {
        await replica().refresh();
        return [];
      });
      await late.refresh();
      list.mockRestore();
      expect(late.current().generation).toBe(1);
      expect(await database('seal_keys').select()).toHaveLength(1);
    });

    it('makes a successor before it is needed, and opens with the old key as long as anything sealed may live', async () => {
      const keys = replica();
      await keys.refresh();
      expect(keys.current().generation).toBe(1);

      clock.advance(ROTATION_MS - 5 * 60_000);
      await keys.refresh();
      // Announced: it opens already, so that the first replica to seal with it is understood everywhere.
      expect(keys.current().generation).toBe(1);
      expect(keys.find(2)).toBeDefined();

      clock.advance(5 * 60_000);
      expect(keys.current().generation).toBe(2);
      clock.advance(DAY_MS);
      expect(keys.find(1)).toBeDefined();
      clock.advance(5 * 60_000);
      expect(keys.find(1)).toBeUndefined();

      await keys.deleteRetired();
      const left = await database('seal_keys').select('generation');
      expect(left).toEqual([{ generation: 2 }]);
    });

    it('lists the key that seals first, and those before it that open', async () => {
      const keys = replica();
      await keys.refresh();
      clock.advance(ROTATION_MS - 5 * 60_000);
      await keys.refresh();
      clock.advance(5 * 60_000);
      expect(keys.all().map(({ generation }) => generation)).toEqual([2, 1]);
    });

    it('C6: keeps keys encrypted, also those that were in the clear or under an older key', async () => {
      const first = { id: 'first', secret: 'a'.repeat(40) };
      const second = { id: 'second', secret: 'b'.repeat(40) };
      const keyed = (keys: (typeof first)[]) =>
        SealKeys.create({
          database,
          clock,
          longestLifeMs: DAY_MS,
          box: SecretBox.create({ keys }),
        });
      const stored = async () =>
        (await database('seal_keys').first('secret')).secret as string;
      const open = replica();
      await open.refresh();
      const secret = open.current().secret.export();
      expect(await stored()).toBe(secret.toString('base64'));

      await keyed([first]).sealAgain();
      expect(await stored()).toMatch(/^sealed\.first\./);
      await keyed([second, first]).sealAgain();
      expect(await stored()).toMatch(/^sealed\.second\./);
      const later = keyed([second]);
      await later.refresh();
      expect(later.current().secret.export().equals(secret)).toBe(true);
    });

    it('seals on with what it knows while the database is away', async () => {
      const keys = replica();
      await keys.refresh();
      clock.advance(ROTATION_MS);
      expect(keys.current().generation).toBe(1);
    });

    it('numbers go on after a long sleep, so that an old seal never meets a new key', async () => {
      await replica().refresh();
      clock.advance(60 * DAY_MS);
      const keys = replica();
      await keys.refresh();
      await keys.deleteRetired();
      expect(keys.current().generation).toBe(2);
      expect(keys.find(1)).toBeUndefined();
    });

    it('looks for a key that it does not know at most once a second', async () => {
      const keys = replica();
      await keys.refresh();
      const asked: string[] = [];
      const note = ({ sql }: { sql: string }) => asked.push(sql);
      database.on('query', note);
      await keys.lookAgain();
      expect(asked).toHaveLength(0);
      clock.advance(1_000);
      await Promise.all([keys.lookAgain(), keys.lookAgain()]);
      await keys.lookAgain();
      database.off('query', note);
      expect(asked.filter(sql => sql.startsWith('select *'))).toHaveLength(1);
    });
  });
});
