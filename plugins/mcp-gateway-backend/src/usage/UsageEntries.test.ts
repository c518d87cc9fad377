import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { CallStore } from '../evidence/CallStore';
import { countTokens } from './__testUtils__/countTokens';
import { UsageEntries, type WaitingBatch } from './UsageEntries';

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
      // Those that came with them wait as well.
      const waits = new Set([0, 249, 250, 251, 619]);
      const isWith = (i: number) =>
        [...waits].some(one => Math.floor(one / 50) === Math.floor(i / 50));
      const counted = all.filter((_, i) => !waits.has(i));
      await countTokens(database, counted.map(idOf), [1, 2]);
      const known = all.flatMap((_, i) => (isWith(i) ? [] : [i]));
      const ready = await entries.ready(database, 2_000);
      expect(bytesOf(ready)).toEqual(known);
      expect(ready[3].entries[0].tokens).toEqual({
        ...{ tokensIn: 1, tokensOut: 2, isEstimated: false },
      });
      for (const limit of [1, 50, 51, 250]) {
        const some = await entries.ready(database, limit);
        const least = known.slice(0, Math.ceil(limit / 50) * 50);
        expect(bytesOf(some)).toEqual(least);
      }
    });

    it('takes away those that it is told, and no others', async () => {
      const { database, entries, calls } = await create(databaseId);
      const all = Array.from({ length: 400 }, (_, i) =>
        exampleCall({ requestBytes: i }),
      );
      await calls.save(all);
      await countTokens(database, all.map(idOf), [1, 2]);
      const batches = await entries.ready(database, 2_000);
      await entries.remove(database, []);
      await entries.remove(database, batches.slice(1).map(idOf));
      const left = Array.from({ length: 50 }, (_, i) => i);
      expect(bytesOf(await entries.ready(database, 2_000))).toEqual(left);
      // How many tokens they took is still to be seen.
      expect(await database('call_tokens')).toHaveLength(400);
      // What was added up and taken away does not come back.
      await calls.save(all);
      expect(bytesOf(await entries.ready(database, 2_000))).toEqual(left);
    });

    it('adds what ends after it was written as begun', async () => {
      const { database, entries, calls } = await create(databaseId);
      const call = exampleCall({ requestBytes: 7 });
      const other = exampleCall({ requestBytes: 8 });
      await calls.save([{ ...call, outcome: 'pending' }, other]);
      await calls.save([call, other]);
      await countTokens(database, [call, other].map(idOf), [1, 2]);
      expect(bytesOf(await entries.ready(database, 10))).toEqual([8, 7]);
    });
  });

  it.each(databases.eachSupportedId())(
    'keeps what waits when %s changes its tables',
    async databaseId => {
      const { database, entries, calls } = await create(databaseId);
      const all = [
        exampleCall({ requestBytes: 1 }),
        exampleCall({ requestBytes: 2, method: 'tools/list' }),
        exampleCall({ requestBytes: 3 }),
      ];
      await calls.save(all);
      const expected = await waitingIn(database);
      const migration = `${__dirname}/../../migrations/20261130130000_usage_waits_in_batches.js`;
      const { up, down } = jest.requireActual(migration);
      await down(database);
      const rows = await database('usage_entries').orderBy('id');
      expect(rows.map(row => [row.id, row.expects_tokens])).toEqual(
        all.map(({ id }, i) => [id, i === 1 ? 0 : 1]),
      );
      await up(database);
      expect((await waitingIn(database)).flat()).toEqual(expected.flat());
      await countTokens(database, all.map(idOf), [1, 2]);
      expect(bytesOf(await entries.ready(database, 10))).toEqual([1, 2, 3]);
    },
  );
});

function idOf({ id }: { id: string }): string {
  return id;
}

/** Each call of these tests is known by its size. */
function bytesOf(batches: readonly WaitingBatch[]): number[] {
  return batches.flatMap(batch =>
    batch.entries.map(({ requestBytes }) => requestBytes),
  );
}

async function waitingIn(database: Knex): Promise<unknown[][]> {
  const texts: string[] = await database('usage_batches')
    .orderBy('id')
    .pluck('entries');
  return texts.map(text => JSON.parse(text));
}
