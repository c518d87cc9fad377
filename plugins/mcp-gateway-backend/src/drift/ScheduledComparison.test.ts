import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { approvedSurface } from '../__testUtils__/approvedSurface';
import { activeServer } from '../__testUtils__/documents';
import { applyDatabaseMigrations } from '../database/migrate';
import type { ProbeResult } from '../service/ProbeService';
import { ComparisonStore } from './ComparisonStore';
import { DriftDesk } from './DriftDesk';
import { DriftWatch } from './DriftWatch';
import { ScheduledComparison } from './ScheduledComparison';
import { SightingStore } from './SightingStore';
import { Standings } from './Standings';

const MINUTE = 60_000;
const REF = 'api:default/orders';
const tool = (name: string) => ({ name, description: `Does ${name}` });
const TOOLS = [tool('a'), tool('b')];
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('ScheduledComparison, on %s', id => {
  let now: number;
  let document: AccessDocument;
  let answer: () => ProbeResult;
  let probed: number;
  let comparison: ScheduledComparison;
  let standings: Standings;
  let watch: DriftWatch;
  let desk: DriftDesk;

  const decide = async (decision: number, tools: readonly object[]) => {
    const active = activeServer('orders', 'http://127.0.0.1:1/mcp');
    document = {
      ...active,
      version: 1,
      sequence: decision,
      approvedRevision: {
        ...active.approvedRevision!,
        ...(await approvedSurface(
          tools,
          new Date(decision * 1000).toISOString(),
        )),
      },
    };
    await watch?.decided(document);
  };
  const departures = () =>
    Object.fromEntries(
      (standings.mark(document).approvedRevision?.tools ?? []).map(one => [
        one.name,
        one.quarantined,
      ]),
    );

  beforeEach(async () => {
    now = Date.parse('2026-11-28T12:00:00Z');
    probed = 0;
    answer = () => ({ ok: true, tools: TOOLS });
    await decide(1, TOOLS);
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const clock = () => now;
    const logger = mockServices.logger.mock();
    standings = Standings.create();
    const store = SightingStore.create({ database });
    watch = DriftWatch.create({ store, standings, clock, logger });
    const directory = {
      refs: () => [REF],
      get: () => document,
      stops: () => undefined,
    };
    desk = DriftDesk.create({ store, directory });
    comparison = ScheduledComparison.create({
      ...{ directory, watch, clock, logger },
      store: ComparisonStore.create({ database }),
      settings: { everyMs: 5 * MINUTE, hostedMs: 60 * MINUTE },
      probes: {
        probe: async () => {
          probed += 1;
          return answer();
        },
      },
    });
  });

  it('asks at once after a decision, and then every few minutes', async () => {
    await comparison.run();
    await comparison.run();
    expect(probed).toBe(1);
    now += 5 * MINUTE;
    await comparison.run();
    expect(probed).toBe(2);
    await decide(2, TOOLS);
    await comparison.run();
    expect(probed).toBe(3);
  });

  it('T1: holds back what is removed, also when it is there again', async () => {
    answer = () => ({ ok: true, tools: [TOOLS[0]] });
    await comparison.run();
    expect(departures()).toEqual({ a: undefined, b: 'removed' });
    expect((await desk.list()).items).toEqual([
      {
        serverId: 'id-of-orders',
        tools: [
          {
            name: 'b',
            departure: 'removed',
            reason: 'not-listed',
            since: new Date(now).toISOString(),
          },
        ],
      },
    ]);
    answer = () => ({ ok: true, tools: TOOLS });
    now += 5 * MINUTE;
    await comparison.run();
    expect(departures()).toEqual({ a: undefined, b: 'returned' });
    await decide(2, TOOLS);
    expect(departures()).toEqual({ a: undefined, b: undefined });
    expect((await desk.list()).items).toEqual([]);
  });

  it('takes a server that does not answer for nothing new', async () => {
    answer = () => ({ ok: false, error: 'Gone' });
    await comparison.run();
    expect(departures()).toEqual({ a: undefined, b: undefined });
    // And asks again when its turn comes, not sooner.
    await comparison.run();
    expect(probed).toBe(1);
  });

  it('remembers no more of a server that invents tool after tool than is needed', async () => {
    const invented = Array.from({ length: 150 }, (_, i) => tool(`more-${i}`));
    answer = () => ({ ok: true, tools: [...TOOLS, ...invented] });
    await comparison.run();
    const { items } = await desk.list();
    expect(items[0].tools).toHaveLength(100);
    expect(items[0].tools[0]).toMatchObject({
      departure: 'added',
      definition: { description: expect.any(String) },
    });
  });

  it('compares nothing whose digests were made by another formula', async () => {
    const { approvedRevision } = document;
    const surface = { formula: 99, settledAt: new Date(now).toISOString() };
    document = {
      ...document,
      approvedRevision: { ...approvedRevision!, surface },
    };
    answer = () => ({ ok: true, tools: [tool('other')] });
    await comparison.run();
    expect(probed).toBe(0);
    expect(
      await watch.compare({ document, tools: [tool('other')] }),
    ).toHaveLength(1);
  });
});
