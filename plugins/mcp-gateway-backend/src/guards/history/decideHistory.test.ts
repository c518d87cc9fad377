import fc from 'fast-check';
import { decideHistory, READ_SLACK_MS } from './decideHistory';
import type { HistoryFact } from './HistoryFact';
import type {
  ApprovalRule,
  CountRule,
  FlowRule,
  HistoryRule,
} from './historyRuleSchema';

const NOW = Date.parse('2026-11-28T10:20:00.000Z');
const HOUR = 3_600_000;

const common = { title: 'A rule', mode: 'enforce' } as const;
const approval: ApprovalRule = {
  ...common,
  ...{ id: 'ask', kind: 'approval', validMinutes: 60, covers: 'tool' },
};
const count: CountRule = {
  ...common,
  ...{ id: 'few', kind: 'count', calls: 3, per: 'person', window: HOUR },
};
const flow: FlowRule = {
  ...common,
  ...{ id: 'leak', kind: 'flow', window: HOUR, after: {} },
  tools: { effects: ['changes'] },
};
const observed = <R extends HistoryRule>(rule: R): R => ({
  ...rule,
  mode: 'observe',
});

const decide = (
  rules: HistoryRule[],
  facts: Record<string, HistoryFact>,
  now = NOW,
) => decideHistory({ rules, facts: new Map(Object.entries(facts)), now });
const readAgo = (ms: number): HistoryFact => ({
  kind: 'read',
  last: { at: NOW - ms, serverRef: 'api:default/orders' },
});
const said = (decision?: 'approve' | 'deny'): HistoryFact => ({
  kind: 'confirmation',
  ...(decision && { said: { decision, id: 'c1' } }),
});

describe('decideHistory', () => {
  it.each<[string, HistoryRule, HistoryFact, object | undefined]>([
    ['a confirmed call', approval, said('approve'), undefined],
    ['one not confirmed', approval, said(), { isDenied: false }],
    ['one that the person refused', approval, said('deny'), { isDenied: true }],
    ['a call with room', count, { kind: 'count', before: 2 }, undefined],
    [
      'the one too many',
      count,
      { kind: 'count', before: 3 },
      { until: Date.parse('2026-11-28T11:00:00.000Z') },
    ],
    ['where nothing was read', flow, { kind: 'read' }, undefined],
    ['within the window', flow, readAgo(HOUR), { readAt: NOW - HOUR }],
    [
      'within what clocks may lag',
      flow,
      readAgo(HOUR + READ_SLACK_MS - 1),
      { serverRef: 'api:default/orders' },
    ],
    ['after it', flow, readAgo(HOUR + READ_SLACK_MS), undefined],
  ])('decides %s', (_, rule, fact, refusal) => {
    const verdict = decide([rule], { [rule.id]: fact });
    expect({ refusal: verdict.refusal }).toMatchObject({
      refusal: refusal && { rule, ...refusal },
    });
    expect(verdict.trace).toEqual([
      {
        layer: 'guard',
        outcome: refusal ? 'deny' : 'pass',
        detail: expect.stringMatching(`^${rule.id}: `),
      },
    ]);
    const watched = decide([observed(rule)], { [rule.id]: fact });
    expect(watched.refusal).toBeUndefined();
    expect(watched.trace[0].outcome).toBe(refusal ? 'observe' : 'pass');
  });

  it.each([approval, count, flow])(
    'refuses where what happened is not known: $kind',
    rule => {
      for (const facts of [{}, { [rule.id]: { kind: 'unknown' } as const }]) {
        expect(decide([rule], facts).refusal?.reason).toBe('guard.failed');
        expect(decide([observed(rule)], facts).refusal).toBeUndefined();
      }
    },
  );

  it('asks nobody to confirm what is refused all the same', () => {
    const facts = { ask: said(), leak: readAgo(0) };
    expect(decide([approval, flow], facts).refusal?.reason).toBe('guard.flow');
  });

  it('does not tell the record where something was read', () => {
    const { trace } = decide([flow], { leak: readAgo(0) });
    expect(JSON.stringify(trace)).not.toContain('orders');
  });

  it('lets no more than so many through in a window, whatever comes when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: HOUR / 2 }), { maxLength: 40 }),
        (calls, pauses) => {
          const rule = { ...count, calls };
          const passed = new Map<number, number>();
          let now = NOW;
          for (const pause of pauses) {
            now += pause;
            const window = Math.floor(now / HOUR);
            const before = passed.get(window) ?? 0;
            const fact = { kind: 'count', before } as const;
            const { refusal } = decide([rule], { few: fact }, now);
            expect(refusal !== undefined).toBe(before >= calls);
            if (!refusal) passed.set(window, before + 1);
          }
          for (const n of passed.values()) expect(n).toBeLessThanOrEqual(calls);
        },
      ),
    );
  });

  it('refuses exactly when some enforced rule does, in any order', () => {
    const world = fc.array(
      fc.record({
        isEnforced: fc.boolean(),
        fact: fc.constantFrom<[HistoryRule, HistoryFact, boolean]>(
          [approval, said('approve'), true],
          [approval, said(), false],
          [count, { kind: 'count', before: 0 }, true],
          [count, { kind: 'count', before: 9 }, false],
          [flow, { kind: 'read' }, true],
          [flow, readAgo(1), false],
          [flow, { kind: 'unknown' }, false],
        ),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(world, cases => {
        const rules = cases.map(({ fact: [rule], isEnforced }, index) => ({
          ...(isEnforced ? rule : observed(rule)),
          id: `r${index}`,
        }));
        const facts = Object.fromEntries(
          cases.map(({ fact: [, fact] }, index) => [`r${index}`, fact]),
        );
        const { refusal, trace } = decide(rules, facts);
        const refusing = cases.some(
          ({ fact: [, , isGood], isEnforced }) => isEnforced && !isGood,
        );
        expect(refusal !== undefined).toBe(refusing);
        expect(trace.some(({ outcome }) => outcome === 'deny')).toBe(refusing);
        expect(trace).toHaveLength(cases.length);
      }),
    );
  });
});
