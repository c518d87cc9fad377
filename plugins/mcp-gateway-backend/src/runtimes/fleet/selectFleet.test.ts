import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import { fleetTotals } from './fleetTotals';
import { type FleetQuery, selectFleet } from './selectFleet';

type Runtime = GatewaySchemas['FleetRuntime'];

const SORTS = [
  ...['server', 'owner', 'state', 'started'],
  ...['memory', 'cpu', 'pids', 'failures'],
] as NonNullable<FleetQuery['sort']>[];

function runtime(id: string, over: Partial<Runtime> = {}): Runtime {
  return {
    runtimeId: id,
    replica: 'a',
    server: {
      serverId: 's1',
      serverRef: 'api:default/files',
      title: 'Files',
      owner: 'group:default/platform-admins',
      starts: 1,
      failures: 0,
    },
    ...{ isolation: 'shared', people: 0, state: 'running', driver: 'sandbox' },
    bounds: { memory: 'hard', pids: 'hard', cpu: 'hard', disk: 'none' },
    startedAt: '2026-11-28T10:00:00.000Z',
    changedAt: '2026-11-28T10:00:00.000Z',
    ...over,
  };
}
const using = (memoryBytes: number, cores?: number) => ({
  usage: {
    ...{ memoryBytes, cpuSeconds: 1, pids: 2, diskBytes: 0 },
    ...(cores !== undefined && { cores }),
  },
});
const ids = (all: readonly Runtime[], query: FleetQuery) =>
  selectFleet(all, query).items.map(({ runtimeId }) => runtimeId);

describe('selectFleet', () => {
  const all = [
    runtime('r1', using(10, 0.5)),
    runtime('r2', { ...using(300), state: 'draining', replica: 'b' }),
    runtime('r3', {
      isolation: 'per-user',
      driver: 'docker',
      server: {
        ...runtime('').server,
        ...{ serverRef: 'api:default/notes', title: 'Team notes', failures: 4 },
        owner: 'group:default/web-team',
      },
    }),
  ];

  it.each<[FleetQuery, string[]]>([
    [{ search: ' TEAM no' }, ['r3']],
    [{ search: 'platform' }, ['r1', 'r2']],
    [{ state: 'draining' }, ['r2']],
    [{ isolation: 'per-user' }, ['r3']],
    [{ driver: 'docker' }, ['r3']],
    [{ replica: 'a', driver: 'sandbox' }, ['r1']],
    [{ sort: 'memory' }, ['r2', 'r1', 'r3']],
    [{ sort: 'memory', order: 'ascending' }, ['r3', 'r1', 'r2']],
    [{ sort: 'cpu' }, ['r1', 'r2', 'r3']],
    [{ sort: 'failures' }, ['r3', 'r1', 'r2']],
    [{ sort: 'owner' }, ['r1', 'r2', 'r3']],
    [{ sort: 'server', order: 'descending' }, ['r3', 'r1', 'r2']],
  ])('%j', (query, expected) => {
    expect(ids(all, query)).toEqual(expected);
  });

  it('shows each runtime on exactly one page, whatever the order', () => {
    const anyRuntime = fc.record({
      memory: fc.nat(3),
      failures: fc.nat(2),
      state: fc.constantFrom('running' as const, 'starting' as const),
    });
    fc.assert(
      fc.property(
        fc.array(anyRuntime, { maxLength: 40 }),
        fc.constantFrom(...SORTS),
        fc.constantFrom('ascending' as const, 'descending' as const),
        fc.integer({ min: 1, max: 7 }),
        (items, sort, order, limit) => {
          const fleet = items.map(({ memory, failures, state }, index) =>
            runtime(`r${index}`, {
              ...using(memory, memory / 4),
              state,
              server: { ...runtime('').server, failures },
            }),
          );
          const seen: string[] = [];
          let offset: number | undefined = 0;
          while (offset !== undefined) {
            const page = selectFleet(fleet, { sort, order, limit, offset });
            expect(page.totalItems).toBe(fleet.length);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items.map(({ runtimeId }) => runtimeId));
            offset = page.nextOffset;
          }
          expect([...seen].sort()).toEqual(
            fleet.map(({ runtimeId }) => runtimeId).sort(),
          );
        },
      ),
    );
  });

  it('adds up what was measured', () => {
    expect(fleetTotals(all)).toEqual({
      ...{ runtimes: 3, memoryBytes: 310, cores: 0.5, pids: 4 },
    });
  });
});
