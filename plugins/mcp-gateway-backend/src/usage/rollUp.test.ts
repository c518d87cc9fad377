import fc from 'fast-check';
import { CUBES } from './cubes';
import { noLatency } from './latency';
import { mergeRollups, rollUp, rollupId } from './rollUp';
import type { MeasuredEntry, TokenPrice } from './types';

const PRICES: TokenPrice[] = [
  { serverRef: 's1', argumentsPerMillion: 2, resultsPerMillion: 10 },
];

const entry: fc.Arbitrary<MeasuredEntry> = fc.record({
  at: fc.constantFrom(
    '2026-11-23T10:00:00.000Z',
    '2026-11-23T10:59:59.999Z',
    '2026-11-23T11:00:00.000Z',
    '2026-11-24T00:00:00.000Z',
  ),
  serverRef: fc.constantFrom('s1', 's2', ''),
  owner: fc.constantFrom('o1', 'o2'),
  tool: fc.constantFrom('t1', 't2', ''),
  person: fc.constantFrom('p1', 'p2', ''),
  team: fc.constantFrom('g1', ''),
  client: fc.constantFrom('c1', 'c2'),
  reason: fc.constantFrom('granted' as const, 'grant.missing' as const),
  outcome: fc.constantFrom(
    ...(['ok', 'tool-error', 'upstream-error', 'refused'] as const),
  ),
  requestBytes: fc.nat(10_000),
  responseBytes: fc.nat(10_000),
  durationMs: fc.option(fc.nat(200_000), { nil: undefined }),
  tokens: fc.option(
    fc.record({
      tokensIn: fc.nat(1_000),
      tokensOut: fc.nat(1_000),
      isEstimated: fc.boolean(),
    }),
    { nil: undefined },
  ),
});

function byId(rows: ReturnType<typeof rollUp>) {
  return Object.fromEntries(rows.map(row => [rollupId(row), row]));
}

describe('rollUp', () => {
  it('is the same in one go and in parts, whatever the parts and their order', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 40 }),
        fc.nat(40),
        (entries, cut) => {
          const whole = rollUp(entries, PRICES);
          const parts = [entries.slice(cut), entries.slice(0, cut)].flatMap(
            part => rollUp(part, PRICES),
          );
          expect(byId(mergeRollups(parts))).toEqual(byId(whole));
        },
      ),
    );
  });

  it('has every call once in each cube', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), entries => {
        const rows = rollUp(entries, PRICES);
        for (const cube of Object.keys(CUBES)) {
          const those = rows.filter(row => row.cube === cube);
          const sum = (of: (row: (typeof rows)[number]) => number) =>
            those.reduce((total, row) => total + of(row), 0);
          expect(sum(row => row.calls)).toBe(entries.length);
          expect(sum(row => row.tokens_out)).toBe(
            entries.reduce((all, e) => all + (e.tokens?.tokensOut ?? 0), 0),
          );
          expect(sum(row => row.latency.reduce((a, b) => a + b, 0))).toBe(
            entries.filter(
              e => e.outcome !== 'refused' && e.durationMs !== undefined,
            ).length,
          );
        }
      }),
    );
  });

  it('names nobody where tools are added up, and no tool where people are', () => {
    const [full, tools, people, hours, owners, teams] = rollUp(
      [
        {
          at: '2026-11-23T10:20:00.000Z',
          serverRef: 's1',
          owner: 'o1',
          tool: 't1',
          person: 'p1',
          team: 'g1',
          client: 'c1',
          reason: 'granted',
          outcome: 'ok',
          requestBytes: 3,
          responseBytes: 5,
          tokens: { tokensIn: 7, tokensOut: 11, isEstimated: true },
        },
      ],
      PRICES,
    );
    expect(full).toMatchObject({ hour: '2026-11-23T10:00:00Z', person: 'p1' });
    expect(tools).toMatchObject({
      person: '',
      team: '',
      client: '',
      tool: 't1',
    });
    expect(people).toMatchObject({
      hour: '2026-11-23T00:00:00Z',
      tool: '',
      person: 'p1',
      // 7 tokens of arguments at 2, 11 of results at 10, in millionths.
      cost_micros: 124,
      estimated: 1,
      latency: noLatency(),
    });
    const nothing = { server_ref: '', person: '', tool: '', client: '' };
    const hour = '2026-11-23T10:00:00Z';
    expect(hours).toMatchObject({
      ...{ ...nothing, hour, owner_ref: '', team: '', calls: 1 },
    });
    expect(owners).toMatchObject({ ...nothing, hour, owner_ref: 'o1' });
    expect(teams).toMatchObject({ ...nothing, hour, team: 'g1' });
  });
});
