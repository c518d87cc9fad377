import { TestDatabases } from '@backstage/backend-test-utils';
import { v7 } from 'uuid';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { CallStore } from '../evidence/CallStore';
import { TestPortal } from './__testUtils__/TestPortal';

const CALLS = 100_000;
const BATCH = 5_000;
const BEGIN = Date.parse('2026-11-01T00:00:00.000Z');
const DAVE = 'user:default/dave';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())(
  'one call among 100,000 on %s',
  id => {
    it('is found by person and system by its owner; others see their own only', async () => {
      const database = await databases.init(id);
      await applyDatabaseMigrations(database);
      const store = CallStore.create({ database });
      const call = (index: number) => {
        const msecs = BEGIN + index * 1000;
        return exampleCall({
          ...{ id: v7({ msecs }), at: new Date(msecs).toISOString() },
          user: `user:default/person-${index % 500}`,
          revisionDigest: `sha256:${index % 40}`,
        });
      };
      for (let from = 0; from < CALLS; from += BATCH) {
        await store.save(
          Array.from({ length: BATCH }, (_, index) => call(from + index)),
        );
      }
      const sought = {
        ...call(54_321),
        ...{ id: v7({ msecs: BEGIN + 54_321_500 }), user: DAVE },
        revisionDigest: 'sha256:reaches',
      };
      const elsewhere = {
        ...sought,
        id: v7({ msecs: BEGIN + 54_400_000 }),
        revisionDigest: 'sha256:1',
      };
      await store.save([sought, elsewhere]);

      const portal = await TestPortal.create(database);
      portal.allow();
      portal.calls.list.mockImplementation(filter => store.list(filter));
      portal.registry.listReaching.mockImplementation(async ({ system }) => ({
        digests: system === 'orders-db' ? ['sha256:reaches'] : [],
        servers: [],
      }));
      const find = async (person: string, query: object) => {
        const { body } = await portal
          .as(person)
          .get('/calls')
          .query(query)
          .expect(200);
        return body.items.map((item: { id: string }) => item.id);
      };
      const question = { role: 'owned', user: 'dave', system: 'orders-db' };
      expect(await find('bob', question)).toEqual([sought.id]);
      expect(await find('bob', { ...question, system: 'other' })).toEqual([]);
      expect(await find('dave', { limit: 100 })).toEqual([
        elsewhere.id,
        sought.id,
      ]);
      expect(await find('dave', { user: 'person-1' })).toEqual([]);
      expect(await find('dave', { role: 'owned', limit: 100 })).toEqual([]);
      const around = { role: 'owned', user: 'dave', since: sought.at };
      const until = new Date(Date.parse(sought.at) + 1).toISOString();
      expect(await find('bob', { ...around, until })).toHaveLength(2);
      expect(await find('bob', { ...around, until: sought.at })).toEqual([]);
    });
  },
);
