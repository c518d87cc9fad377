import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { CallStore } from '../evidence/CallStore';
import { MonthTotals } from './budgets/MonthTotals';
import { countTokens } from './__testUtils__/countTokens';
import { UsageCompactor } from './UsageCompactor';
import { UsageEntries } from './UsageEntries';
import { UsageReader } from './UsageReader';
import { UsageSummaries } from './summaries/UsageSummaries';
import { awaitTurn, UsageRollups } from './UsageRollups';
import { UsageStore } from './UsageStore';

jest.setTimeout(60_000);

const DAY = { since: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z' };
const ALICE = 'user:default/alice';

describe('UsageRollups', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  async function create(id: Parameters<typeof databases.init>[0]) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const clock = { now: Date.parse('2026-11-23T12:00:00Z') };
    const entries = UsageEntries.create({
      countsTokens: true,
      now: () => clock.now,
    });
    const months = MonthTotals.create({ database });
    const summaries = UsageSummaries.create({
      ...{ database, awaitTurn },
      now: () => clock.now,
    });
    const replica = () =>
      UsageRollups.create({
        ...{ database, entries, months, summaries },
        prices: [{ argumentsPerMillion: 1, resultsPerMillion: 2 }],
      });
    const calls = CallStore.create({
      database,
      onSave: (transaction, records) => entries.add(transaction, records),
    });
    const reader = UsageReader.create({
      store: UsageStore.create({ database, summaries }),
      currency: 'EUR',
    });
    return {
      ...{ database, clock, entries, months, summaries, calls, reader },
      replica,
    };
  }

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    it('adds each call up once, however often it is written and by however many', async () => {
      const { calls, reader, replica, database } = await create(databaseId);
      const all = Array.from({ length: 30 }, (_, index) =>
        exampleCall({ durationMs: index * 10 }),
      );
      await calls.insert({ ...all[0], outcome: 'pending' });
      await calls.save(all);
      await calls.save(all);
      const ids = all.map(({ id }) => id);
      await countTokens(database, ids, [10, 20]);
      const done = await Promise.all([replica().run(), replica().run()]);
      await replica().run();
      expect(done.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(30);
      // A writer that did not learn that it succeeded.
      await calls.save(all);
      await replica().run();
      const { totals } = await reader.read(DAY);
      expect(totals).toMatchObject({
        ...{ calls: 30, counted: 30, estimated: 0 },
        ...{ tokensIn: 300, tokensOut: 600, cost: 0.0015 },
      });
      expect(await database('usage_batches')).toEqual([]);
    });

    it('leaves both or neither when it breaks off', async () => {
      const { calls, entries, reader, database, months, summaries } =
        await create(databaseId);
      const call = exampleCall({ method: 'tools/list', tool: undefined });
      await calls.save([call]);
      const breaking = UsageRollups.create({
        ...{ database, months, summaries, prices: [] },
        entries: Object.assign(Object.create(entries), {
          ready: (transaction: Knex, limit: number) =>
            entries.ready(transaction, limit),
          remove: async () => {
            throw new Error('killed');
          },
        }),
      });
      await expect(breaking.run()).rejects.toThrow('killed');
      expect((await reader.read(DAY)).totals.calls).toBe(0);
      await UsageRollups.create({
        ...{ database, entries, months, summaries, prices: [] },
      }).run();
      expect((await reader.read(DAY)).totals.calls).toBe(1);
    });

    it('waits for tokens, and takes them from the size when nobody counts', async () => {
      const { calls, reader, replica, clock } = await create(databaseId);
      await calls.save([exampleCall({ requestBytes: 40, responseBytes: 80 })]);
      expect(await replica().run()).toBe(0);
      clock.now += 61_000;
      expect(await replica().run()).toBe(1);
      expect((await reader.read(DAY)).totals).toMatchObject({
        ...{ calls: 1, estimated: 1, tokensIn: 10, tokensOut: 20 },
      });
    });

    it('leaves out what has not ended', async () => {
      const { calls, replica, clock } = await create(databaseId);
      await calls.save([exampleCall({ outcome: 'pending' })]);
      clock.now += 61_000;
      expect(await replica().run()).toBe(0);
    });

    it('tells who used what, and why calls were refused', async () => {
      const { calls, reader, replica, clock } = await create(databaseId);
      const refused = {
        decision: 'deny',
        outcome: 'refused',
        reason: 'grant.missing',
      } as const;
      await calls.save([
        exampleCall({ team: 'group:default/web' }),
        exampleCall({ user: 'user:default/dave', client: 'Chat 2.1.0' }),
        exampleCall({ ...refused, user: 'user:default/dave' }),
        // Names that somebody made up make no rows.
        exampleCall({ ...refused, reason: 'tool.unknown', tool: 'made-up' }),
        exampleCall({
          ...refused,
          ...{ reason: 'server.not-found', serverId: undefined },
          serverRef: 'api:default/made-up',
        }),
        exampleCall({ at: '2026-11-20T09:00:00.000Z', outcome: 'tool-error' }),
      ]);
      clock.now += 61_000;
      await replica().run();
      const usage = await reader.read(DAY);
      expect(usage.totals).toMatchObject({ calls: 5, refused: 3, errors: 0 });
      expect(usage.tools.map(({ name }) => name)).toEqual(['get_order']);
      expect(usage.refusals.map(({ name, calls: n }) => [name, n])).toEqual([
        ['grant.missing', 1],
        ['server.not-found', 1],
        ['tool.unknown', 1],
      ]);
      expect(usage.heat).toEqual([{ weekday: 1, hour: 10, calls: 5 }]);
      expect(usage.clients.map(({ name }) => name)).toEqual([
        'inspector',
        'Chat',
      ]);
      const long = await reader.read({
        ...{ since: '2026-11-10T00:00:00Z', until: '2026-11-24T00:00:00Z' },
        person: ALICE,
      });
      expect(long.trend.map(({ name, calls: n }) => [name, n])).toEqual([
        ['2026-11-20', 1],
        ['2026-11-23', 3],
      ]);
      expect(long.people.map(({ name }) => name)).toEqual([ALICE]);
    });

    it('makes days of old hours without losing a call, and removes what is past its time', async () => {
      const { calls, reader, replica, database, clock, summaries } =
        await create(databaseId);
      const at = (hour: string) =>
        exampleCall({ at: `2026-11-${hour}:30:00.000Z`, durationMs: 100 });
      await calls.save([at('01T08'), at('01T09'), at('01T09'), at('22T10')]);
      clock.now += 61_000;
      await replica().run();
      const month = {
        since: '2026-11-01T00:00:00Z',
        until: '2026-11-30T00:00:00Z',
      };
      const before = await reader.read(month);
      const compactor = UsageCompactor.create({
        ...{ database, summaries, hourDays: 7, retentionDays: 400 },
        now: () => clock.now,
      });
      await compactor.run();
      await compactor.run();
      const after = await reader.read(month);
      expect(after).toEqual({
        ...before,
        heat: [{ weekday: 0, hour: 10, calls: 1 }],
      });
      const hours = await database('usage_rollups')
        .where({ cube: 'full' })
        .orderBy('hour');
      expect(hours.map(({ hour }) => hour)).toEqual([
        '2026-11-01T00:00:00Z',
        '2026-11-22T10:00:00Z',
      ]);
      await UsageCompactor.create({
        ...{ database, summaries, hourDays: 1, retentionDays: 1 },
        now: () => clock.now,
      }).run();
      expect((await reader.read(month)).totals.calls).toBe(1);
    });

    it('answers from rollups alone', async () => {
      const { database, reader } = await create(databaseId);
      const asked: string[] = [];
      database.on('query', ({ sql }: { sql: string }) => asked.push(sql));
      await reader.read(DAY);
      await reader.read({ ...DAY, since: '2026-10-01T00:00:00Z', tool: 't' });
      await reader.read({ ...DAY, person: ALICE });
      const tables = asked.flatMap(sql =>
        [...sql.matchAll(/(?:from|join)\s+[`"](\w+)/gi)].map(
          ([, name]) => name,
        ),
      );
      expect(new Set(tables)).toEqual(
        new Set(['usage_rollups', 'usage_summary_days']),
      );
    });
  });
});
