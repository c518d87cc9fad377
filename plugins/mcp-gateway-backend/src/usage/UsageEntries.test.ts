import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { CallStore } from '../evidence/CallStore';
import { countTokens } from './__testUtils__/countTokens';
import { UsageEntries } from './UsageEntries';

jest.setTimeout(60_000);

describe('UsageEntries', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  async function create(id: Parameters<typeof databases.init>[0]) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const entries = UsageEntries.create({ countsTokens: true });
    const calls = CallStore.create({
      database,
      onSave: (transaction, records) => entries.add(transaction, records),
    });
    return { database, entries, calls };
  }

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    it('gives those of which all is known, in order and once, however many statements that takes', async () => {
      const { database, entries, calls } = await create(databaseId);
      const all = Array.from({ length: 620 }, (_, i) =>
        exampleCall({ requestBytes: i }),
      );
      await calls.save(all);
      const waits = new Set([0, 249, 250, 251, 619]);
      const known = all.filter((_, i) => !waits.has(i));
      const tokens = { tokensIn: 1, tokensOut: 2, isEstimated: false };
      const ids = known.map(({ id }) => id);
      await countTokens(database, ids, [1, 2]);
      const ready = await entries.ready(database, 2_000);
      expect(ready.map(({ id }) => id)).toEqual(known.map(({ id }) => id));
      expect(ready.map(({ entry }) => entry.requestBytes)).toEqual(
        known.map(({ requestBytes }) => requestBytes),
      );
      expect(ready[300].entry.tokens).toEqual(tokens);
      for (const limit of [1, 250, 251, 500]) {
        const some = await entries.ready(database, limit);
        expect(some.map(({ id }) => id)).toEqual(
          known.slice(0, limit).map(({ id }) => id),
        );
      }
    });

    it('takes away those that it is told, and no others', async () => {
      const { database, entries, calls } = await create(databaseId);
      const all = Array.from({ length: 400 }, () => exampleCall());
      await calls.save(all);
      const ids = all.map(({ id }) => id);
      await countTokens(database, ids, [1, 2]);
      await entries.remove(database, []);
      await entries.remove(database, ids.slice(3));
      const left = ids.slice(0, 3);
      const waiting = database('usage_entries').orderBy('id').pluck('id');
      expect(await waiting).toEqual(left);
      // How many tokens they took is still to be seen.
      expect(await database('call_tokens')).toHaveLength(400);
      // What was added up and taken away does not come back.
      await calls.save(all);
      const again = await entries.ready(database, 2_000);
      expect(again.map(({ id }) => id)).toEqual(left);
    });
  });
});
