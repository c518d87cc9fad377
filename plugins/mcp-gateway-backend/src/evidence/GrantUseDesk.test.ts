import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { applyDatabaseMigrations } from '../database/migrate';
import { CallStore } from './CallStore';
import { GrantUseDesk } from './GrantUseDesk';
import { newCallId } from './newCallId';
import type { CallRecord } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const NOW = new Date('2026-11-29T10:00:00.000Z');

jest.setTimeout(120_000);

const call = (fields: Partial<CallRecord>): CallRecord => ({
  id: newCallId(),
  at: '2026-11-29T09:00:00.000Z',
  user: 'user:default/alice',
  method: 'tools/call',
  ...{ decision: 'allow', reason: 'granted', outcome: 'ok' },
  ...{ requestId: 'r', trace: [], grantId: 'g' },
  ...fields,
});

describe.each(databases.eachSupportedId())('uses of grants on %s', id => {
  const start = async (retentionDays = 400) => {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    return {
      database,
      store: CallStore.create({ database }),
      desk: GrantUseDesk.create({ database, retentionDays, now: () => NOW }),
    };
  };

  it('are the allowed calls of tools, the last of each person and tool', async () => {
    const { store, desk } = await start();
    const people = ['user:default/alice', 'user:default/bob'];
    const tools = ['a', 'b', 'c'];
    const sample = fc.sample(
      fc.record({
        user: fc.constantFrom(...people),
        tool: fc.constantFrom(...tools, undefined),
        decision: fc.constantFrom('allow' as const, 'deny' as const),
        grantId: fc.constantFrom('g', 'h'),
        day: fc.integer({ min: 10, max: 28 }),
      }),
      300,
    );
    const records = sample.map(({ day, ...fields }) =>
      call({ ...fields, at: `2026-11-${day}T09:00:00.000Z` }),
    );
    await store.save(records);
    // Said otherwise: by looking at every call.
    const expected = people.flatMap(person =>
      tools.flatMap(tool => {
        const times = records
          .filter(
            each =>
              each.grantId === 'g' &&
              each.decision === 'allow' &&
              each.user === person &&
              each.tool === tool,
          )
          .map(({ at }) => at)
          .sort();
        const lastUsedAt = times.at(-1);
        return lastUsedAt ? [{ person, tool, lastUsedAt }] : [];
      }),
    );
    const { items } = await desk.read(['g', 'never']);
    expect(items).toEqual([
      { grantId: 'g', uses: expected, isCut: false },
      { grantId: 'never', uses: [], isCut: false },
    ]);
    expect(expected.length).toBeGreaterThan(3);
  });

  it('tell of resources and prompts apart, and of lists nothing', async () => {
    const { store, desk } = await start();
    await store.save([
      call({ method: 'tools/list' }),
      call({ method: 'resources/read', at: '2026-11-20T09:00:00.000Z' }),
      call({ method: 'prompts/get', at: '2026-11-21T09:00:00.000Z' }),
    ]);
    expect((await desk.read(['g'])).items).toEqual([
      {
        ...{ grantId: 'g', uses: [], isCut: false },
        otherUsedAt: '2026-11-21T09:00:00.000Z',
      },
    ]);
  });

  it('are remembered since calls are written down, or since the clean-up', async () => {
    const { database, desk } = await start();
    await database('calls_remembered').update({
      since: '2026-11-01T00:00:00.000Z',
    });
    expect((await desk.read(['g'])).knownSince).toBe(
      '2026-11-01T00:00:00.000Z',
    );
    const short = GrantUseDesk.create({
      ...{ database, retentionDays: 7, now: () => NOW },
    });
    expect((await short.read(['g'])).knownSince).toBe(
      '2026-11-22T10:00:00.000Z',
    );
    await database('calls_remembered').delete();
    expect((await desk.read(['g'])).knownSince).toBe(NOW.toISOString());
  });

  it('are read from the index, however many calls there are', async () => {
    const { database, desk } = await start();
    const reads: string[] = [];
    database.on('query', ({ sql }: { sql: string }) => reads.push(sql));
    await desk.read(['g']);
    const [uses] = reads;
    const bindings = uses.match(/\?|\$\d+/g)?.map(() => 'g') ?? [];
    const isSqlite = id.startsWith('SQLITE');
    // PostgreSQL reads an empty table whole: what counts is that the planner may take the index.
    if (!isSqlite) await database.raw('SET enable_seqscan = off');
    const plan = await database.raw(
      `EXPLAIN ${isSqlite ? 'QUERY PLAN ' : ''}${uses.replace(/\$\d+/g, '?')}`,
      bindings,
    );
    const text = JSON.stringify(plan.rows ?? plan);
    expect(text).toMatch(/calls_tool_uses/);
    expect(text).not.toMatch(/SCAN c\b|Seq Scan on calls/);
  });
});
