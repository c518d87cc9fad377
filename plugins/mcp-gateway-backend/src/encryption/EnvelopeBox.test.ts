import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { ConfiguredKeyProvider } from './ConfiguredKeyProvider';
import { DataKeys } from './DataKeys';
import { EnvelopeBox } from './EnvelopeBox';
import { SecretBox } from './SecretBox';

jest.setTimeout(60_000);

const first = { id: 'first', secret: 'a'.repeat(40) };
const second = { id: 'second', secret: 'b'.repeat(40) };
const DAY_MS = 24 * 60 * 60_000;

describe('EnvelopeBox', () => {
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
      await database('data_keys').delete();
    });

    function replica(configured: (typeof first)[]) {
      const provider = ConfiguredKeyProvider.create({
        box: SecretBox.create({ keys: configured }),
      });
      const keys = DataKeys.create({ database, provider, clock });
      return { keys, box: EnvelopeBox.create({ keys }) };
    }

    it('C6: opens what it sealed, for the same person and server only, on any replica', async () => {
      const { box } = replica([first]);
      const sealed = await box.seal(['connection', 'alice', 'orders'], 'k3y');
      expect(sealed).not.toContain('k3y');
      const [row] = await database('data_keys').select();
      expect(row.wrapped).toMatch(/^sealed\.first\./);

      const other = replica([first]).box;
      expect(await other.open(['connection', 'alice', 'orders'], sealed)).toBe(
        'k3y',
      );
      for (const context of [
        ['connection', 'dave', 'orders'],
        ['connection', 'alice', 'billing'],
        ['connection', 'aliceorders'],
        ['other', 'alice', 'orders'],
      ] as const) {
        await expect(box.open(context, sealed)).rejects.toThrow();
      }
      const changed = `${sealed.slice(0, -4)}AAAA`;
      await expect(
        box.open(['connection', 'alice', 'orders'], changed),
      ).rejects.toThrow();
      await expect(box.open(['x'], 'k3y')).rejects.toThrow(
        'Nothing that this gateway encrypted',
      );
    });

    it('replicas that begin at once have one data key', async () => {
      const replicas = [replica([first]), replica([first]), replica([first])];
      const sealed = await Promise.all(
        replicas.map(({ box }) => box.seal(['x'], 'text')),
      );
      expect(await database('data_keys').select()).toHaveLength(1);
      for (const [index, { box }] of replicas.entries()) {
        expect(await box.open(['x'], sealed[(index + 1) % 3])).toBe('text');
      }
    });

    it('rotates the data key in time; what is old stays readable, and says that it is', async () => {
      const { keys, box } = replica([first]);
      const another = replica([first]).box;
      const old = await box.seal(['x'], 'old');
      await another.seal(['x'], 'begun');
      expect(await box.isStale(old)).toBe(false);
      clock.advance(30 * DAY_MS);
      await keys.maintain();
      expect(await box.isStale(old)).toBe(true);
      expect(await box.open(['x'], old)).toBe('old');
      const sealed = await box.seal(['x'], 'new');
      expect(sealed).toMatch(/^e1\.2\./);
      // A replica that has not heard of the new key reads it when it meets it.
      expect(await another.open(['x'], sealed)).toBe('new');
    });

    it('wraps data keys by a new key of the configuration, and needs the old one no more', async () => {
      const sealed = await replica([first]).box.seal(['x'], 'text');
      const rotated = replica([second, first]);
      expect(await rotated.box.open(['x'], sealed)).toBe('text');
      await rotated.keys.maintain();
      expect(
        await database('data_keys').select('generation', 'key_id'),
      ).toEqual([{ generation: 1, key_id: 'second' }]);
      expect(await replica([second]).box.open(['x'], sealed)).toBe('text');
      await expect(replica([first]).box.open(['x'], sealed)).rejects.toThrow(
        "encrypted with the key 'second'",
      );
    });

    it('stores nothing where nothing encrypts', async () => {
      await expect(replica([]).box.seal(['x'], 'text')).rejects.toThrow(
        'Nothing encrypts credentials',
      );
      expect(await database('data_keys').select()).toEqual([]);
    });
  });
});
