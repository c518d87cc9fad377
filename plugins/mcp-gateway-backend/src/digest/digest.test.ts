import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from '../evidence/__testUtils__/exampleCall';
import { CallStore } from '../evidence/CallStore';
import { TestPortal } from '../service/__testUtils__/TestPortal';
import { MonthTotals } from '../usage/budgets/MonthTotals';
import { UsageEntries } from '../usage/UsageEntries';
import { UsageSummaries } from '../usage/summaries/UsageSummaries';
import { awaitTurn, UsageRollups } from '../usage/UsageRollups';
import { UsageStore } from '../usage/UsageStore';
import { DigestAlerts } from './DigestAlerts';
import { OwnerDigestDesk } from './OwnerDigestDesk';

jest.setTimeout(60_000);

const OWNER = 'group:default/data-platform';
const ORDERS = 'api:default/orders';
const TIME = { from: '2026-11-23T00:00:00Z', to: '2026-11-30T00:00:00Z' };
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('the digest on %s', databaseId => {
  let database: Knex;
  let desk: OwnerDigestDesk;
  let summaries: UsageSummaries;

  beforeEach(async () => {
    database = await databases.init(databaseId);
    await applyDatabaseMigrations(database);
    const document = {
      ...{ serverRef: ORDERS, owner: OWNER, status: 'active' },
      approvedRevision: {
        tools: ['echo', 'search', 'refund'].map(name => ({ name })),
      },
    };
    const other = { ...document, serverRef: 'api:default/x', owner: 'group:x' };
    summaries = UsageSummaries.create({ database, awaitTurn });
    desk = OwnerDigestDesk.create({
      usage: UsageStore.create({ database, summaries }),
      alerts: DigestAlerts.create({ database }),
      budgets: {
        list: async () => ({
          items: [OWNER, 'group:default/web-team'].map(team => ({
            ...{ team, unit: 'calls' as const, perMonth: 10, used: 3 },
            ...{ warnAtPercent: 80, stops: true, month: '2026-11' },
          })),
        }),
      },
      directory: {
        refs: () => [ORDERS, 'api:default/x'],
        get: ref => (ref === ORDERS ? document : other) as never,
      },
      currency: 'EUR',
      now: () => Date.parse(TIME.to),
    });
  });

  const save = async (...calls: Parameters<typeof exampleCall>[0][]) => {
    const entries = UsageEntries.create({
      ...{ countsTokens: false, now: () => Date.parse(TIME.to) },
    });
    await CallStore.create({
      database,
      onSave: (transaction, records) => entries.add(transaction, records),
    }).save(
      calls.map(call =>
        exampleCall({
          ...{ serverRef: ORDERS, owner: OWNER, tool: 'echo' },
          at: '2026-11-25T08:00:00.000Z',
          ...call,
        }),
      ),
    );
    await UsageRollups.create({
      ...{ database, entries, summaries, prices: [] },
      months: MonthTotals.create({ database }),
    }).run();
    // The calls themselves are never looked at.
    await database('calls').delete();
  };

  it('tells calls, people and what was refused of one owner, beside the time before', async () => {
    const refused = {
      ...({ decision: 'deny', outcome: 'refused', tool: 'refund' } as const),
      reason: 'grant.tool-not-covered' as const,
    };
    await save(
      ...[{}, { user: 'user:default/bob' }, refused, refused],
      { at: '2026-11-18T08:00:00.000Z' },
      { at: '2026-11-30T00:00:00.000Z' },
      { serverRef: 'api:default/x', owner: 'group:x' },
    );
    const digest = await desk.read({ owner: OWNER, ...TIME });
    expect(digest).toMatchObject({
      ...{ currency: 'EUR', people: 2 },
      totals: { calls: 4, refused: 2 },
      before: { calls: 1 },
      servers: [{ name: ORDERS, calls: 4 }],
      refusals: [
        {
          ...{ reason: 'grant.tool-not-covered', serverRef: ORDERS },
          ...{ tool: 'refund', count: 2 },
        },
      ],
      // What was only refused was not used.
      unusedTools: [
        { serverRef: ORDERS, total: 2, tools: ['refund', 'search'] },
      ],
      budgets: [{ team: OWNER }],
      alerts: { total: 0, open: 0, items: [] },
    });
  });

  it('tells alerts about their servers that changed in the time', async () => {
    const alert = (nth: number, over: object = {}) => ({
      id: `00000000-0000-4000-8000-00000000000${nth}`,
      ...{ key_digest: String(nth), detector: 'decoy', severity: 'critical' },
      ...{ state: 'open', who: 'user:default/alice', server_ref: ORDERS },
      ...{ owner_ref: OWNER, evidence: '{"tool":"dump"}', calls: '[]' },
      ...{ fingerprint: '', times: 1 },
      first_at: '2026-11-25T08:00:00.000Z',
      last_at: '2026-11-25T08:00:00.000Z',
      changed_at: '2026-11-25T08:00:00.000Z',
      ...over,
    });
    await database('alerts').insert([
      alert(1),
      alert(2, { state: 'dismissed' }),
      alert(3, { owner_ref: 'group:x' }),
      alert(4, { changed_at: '2026-11-22T08:00:00.000Z' }),
    ]);
    const { alerts } = await desk.read({ owner: OWNER, ...TIME });
    expect(alerts).toMatchObject({ total: 2, open: 1 });
    expect(alerts.items.map(({ text }) => text)).toEqual([
      'Called dump, which nobody should call.',
      'Called dump, which nobody should call.',
    ]);
    // To the registry, which knows who the owner is, and not whom it was about.
    expect(JSON.stringify(alerts)).not.toContain('alice');
  });

  it('refuses a time that is none', async () => {
    await expect(
      desk.read({ owner: OWNER, from: TIME.to, to: TIME.from }),
    ).rejects.toThrow('since must be before until');
  });
});

describe('/owner-digest', () => {
  it('is for the registry, and nobody else', async () => {
    const knex = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(knex);
    const portal = await TestPortal.create(knex);
    portal.digests.read.mockResolvedValue({} as never);
    const body = { owner: OWNER, ...TIME };
    const path = '/owner-digest';
    await portal.asNobody().post(path).send(body).expect(401);
    await portal.as('carol').post(path).send(body).expect(403);
    await portal.asService('plugin:catalog').post(path).send(body).expect(403);
    const registry = portal.asService('plugin:mcp-registry');
    const { body: answer } = await registry.post(path).send(body).expect(200);
    expect(answer).toEqual({});
    await registry
      .post(path)
      .send({ ...body, more: 1 })
      .expect(400);
  });
});
