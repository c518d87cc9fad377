import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { exampleCall } from '../../evidence/__testUtils__/exampleCall';
import { CallStore } from '../../evidence/CallStore';
import { MonthTotals } from '../budgets/MonthTotals';
import { UsageEntries } from '../UsageEntries';
import type { UsageFilter } from '../UsageFilter';
import { UsageReader } from '../UsageReader';
import { awaitTurn, UsageRollups } from '../UsageRollups';
import { UsageStore } from '../UsageStore';
import { UsageSummaries } from './UsageSummaries';

jest.setTimeout(60_000);

const MONTH = { since: '2026-11-01T00:00:00Z', until: '2026-11-29T00:00:00Z' };
const OWNER = 'group:default/owners-0';
const TEAM = 'group:default/team-1';
const QUESTIONS: UsageFilter[] = [
  MONTH,
  { ...MONTH, since: '2026-11-04T07:00:00Z', until: '2026-11-21T05:00:00Z' },
  { ...MONTH, owners: [OWNER] },
  { ...MONTH, owners: [OWNER, 'group:default/owners-1'] },
  { ...MONTH, owners: [] },
  { ...MONTH, team: TEAM },
  { ...MONTH, team: TEAM, owners: [OWNER] },
  { ...MONTH, person: 'user:default/p3' },
  { ...MONTH, serverRef: 'api:default/s2' },
  { ...MONTH, client: 'inspector' },
  { ...MONTH, serverRef: 'api:default/s2', tool: 'tool-1' },
];

describe('UsageSummaries', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  async function create(id: Parameters<typeof databases.init>[0]) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const clock = { now: Date.parse('2026-11-28T12:00:00Z') };
    const now = () => clock.now;
    const entries = UsageEntries.create({
      ...{ countsTokens: false, now },
    });
    const summaries = UsageSummaries.create({ database, awaitTurn, now });
    const rollups = UsageRollups.create({
      ...{ database, entries, summaries },
      months: MonthTotals.create({ database }),
      prices: [],
    });
    const calls = CallStore.create({
      database,
      onSave: (transaction, records) => entries.add(transaction, records),
    });
    const reader = UsageReader.create({
      store: UsageStore.create({ database, summaries }),
    });
    const add = async (...all: Parameters<typeof exampleCall>[0][]) => {
      await calls.save(all.map(exampleCall));
      await rollups.run();
    };
    const answers = () =>
      Promise.all(QUESTIONS.map(question => reader.read(question)));
    return { database, clock, summaries, add, answers, reader };
  }

  /** Calls of three weeks and of today, of all kinds. */
  const traffic = () =>
    Array.from({ length: 300 }, (_, n) => ({
      at: `2026-11-${String(3 + (n % 26)).padStart(2, '0')}T${String(
        n % 24,
      ).padStart(2, '0')}:10:00.000Z`,
      serverRef: `api:default/s${n % 7}`,
      owner: `group:default/owners-${n % 3}`,
      tool: `tool-${n % 4}`,
      user: `user:default/p${n % 11}`,
      team: `group:default/team-${n % 5}`,
      client: n % 2 ? 'inspector 1.0.0' : 'Chat 2.1.0',
      durationMs: n,
      ...(n % 9 === 0 && {
        ...({ decision: 'deny', outcome: 'refused' } as const),
        reason:
          n % 2 ? ('grant.missing' as const) : ('limit.exceeded' as const),
      }),
    }));

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    it('changes no answer, whichever days are summarised', async () => {
      const { database, summaries, add, answers } = await create(databaseId);
      await add(...traffic());
      const before = await answers();
      expect(before.map(({ totals }) => totals.calls)).toEqual([
        ...[300, 211, 100, 200, 0, 60, 20, 27, 43, 150, 11],
      ]);
      await summaries.run();
      const { days, weeks } = await summaries.summarised({
        since: '2026-11-01',
        until: '2026-12-01',
      });
      // The first Monday is before the first call; today is not over.
      expect([...days].sort()).toHaveLength(26);
      expect([...weeks].sort()).toEqual([
        ...['2026-11-02', '2026-11-09', '2026-11-16'],
      ]);
      expect(await answers()).toEqual(before);
      // That it was read from summaries, and not from what they are made of.
      await database('usage_rollups')
        .whereIn('cube', ['tools', 'people'])
        .where('hour', '<', '2026-11-28')
        .delete();
      expect((await answers())[0]).toEqual(before[0]);
      expect((await answers())[2]).toEqual(before[2]);
      await database('usage_rollups')
        .where({ cube: 'full' })
        .where('hour', '<', '2026-11-28')
        .delete();
      expect((await answers())[5]).toEqual(before[5]);
    });

    it('opens a day again when a call of it comes late', async () => {
      const { summaries, add, answers, reader, database } = await create(
        databaseId,
      );
      await add(...traffic());
      await summaries.run();
      await add({ at: '2026-11-11T10:00:00.000Z', serverRef: 'api:default/x' });
      const found = async () => (await reader.read(MONTH)).servers;
      expect((await found()).at(-1)).toMatchObject({
        ...{ name: 'api:default/x', calls: 1 },
      });
      const late = await answers();
      await summaries.run();
      expect(await answers()).toEqual(late);
      const range = { since: '2026-11-01', until: '2026-12-01' };
      const { days, weeks } = await summaries.summarised(range);
      expect([days.size, weeks.size]).toEqual([26, 3]);
      const rows = await database('usage_summaries')
        .where({ cube: 'servers', day: '2026-11-11' })
        .sum({ calls: 'calls' });
      expect(Number(rows[0].calls)).toBe(13);
    });

    it('is done once by several replicas, and goes on where it stopped', async () => {
      const { summaries, add, database, clock, answers } = await create(
        databaseId,
      );
      await add(...traffic());
      const before = await answers();
      await Promise.all([summaries.run(), summaries.run()]);
      await summaries.run();
      expect(await answers()).toEqual(before);
      const [{ calls }] = await database('usage_summaries')
        .where({ cube: 'servers', grain: 'day' })
        .sum({ calls: 'calls' });
      const today = traffic().filter(({ at }) => at >= '2026-11-28').length;
      expect(Number(calls)).toBe(300 - today);
      // A day is summarised ten minutes after its end.
      clock.now = Date.parse('2026-11-29T00:09:00Z');
      await summaries.run();
      const range = { since: '2026-11-28', until: '2026-11-29' };
      expect((await summaries.summarised(range)).days.size).toBe(0);
      clock.now += 2 * 60_000;
      await summaries.run();
      expect((await summaries.summarised(range)).days.size).toBe(1);
    });

    it('forgets what is past its time', async () => {
      const { summaries, add, database } = await create(databaseId);
      await add(...traffic());
      await summaries.run();
      await summaries.removeBefore('2026-11-12');
      for (const table of ['usage_summaries', 'usage_summary_days']) {
        const [{ first }] = await database(table).min({ first: 'day' });
        expect(first).toBe('2026-11-12');
      }
    });

    it('has the hours of rollups that were there before', async () => {
      const { add, answers, database } = await create(databaseId);
      await add(...traffic());
      const before = await answers();
      const { up, down } = jest.requireActual(
        `${__dirname}/../../../migrations/20261129153000_usage_summaries.js`,
      );
      await down(database);
      expect(await database.schema.hasTable('usage_summaries')).toBe(false);
      await up(database);
      expect(await answers()).toEqual(before);
    });
  });

  it('says nothing of no usage', async () => {
    const { summaries, reader } = await create('SQLITE_3');
    await summaries.run();
    expect(await reader.read(MONTH)).toMatchObject({ servers: [], trend: [] });
  });
});
