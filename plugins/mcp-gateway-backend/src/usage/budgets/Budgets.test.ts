import { Budgets } from './Budgets';
import type { MonthTotal } from './MonthTotals';
import type { BudgetRule } from './types';

const WEB = 'group:default/web';
const ALL = 'group:default/everybody';
const rule = (changes: Partial<BudgetRule> = {}): BudgetRule => ({
  ...{ team: WEB, unit: 'tokens', perMonth: 1_000 },
  ...{ warnAtPercent: 80, stops: true },
  ...changes,
});

describe('Budgets', () => {
  function create(rules: BudgetRule[], total: Partial<MonthTotal> = {}) {
    const clock = { now: Date.parse('2026-11-30T23:59:00Z') };
    const used = { calls: 0, tokens: 0, costMicros: 0, ...total };
    const of = jest.fn(async (month: string) =>
      month === '2026-11' ? new Map([[WEB, used]]) : new Map(),
    );
    const months = { of };
    const now = () => clock.now;
    return { clock, used, of, budgets: Budgets.create({ rules, months, now }) };
  }

  it('stops at all of it, not before, and asks nobody on a call', async () => {
    const { budgets, used, of } = create([rule()], { tokens: 999 });
    await budgets.refresh();
    expect(budgets.spent(WEB)).toBeUndefined();
    used.tokens = 1_000;
    expect(budgets.spent(WEB)).toBeUndefined();
    await budgets.refresh();
    expect(budgets.spent(WEB)).toMatchObject({ used: 1_000 });
    expect(budgets.spent(ALL)).toBeUndefined();
    expect(budgets.spent(undefined)).toBeUndefined();
    expect(of).toHaveBeenCalledTimes(2);
  });

  it('begins anew with the month, before anybody has read so', async () => {
    const { budgets, clock } = create([rule()], { tokens: 5_000 });
    await budgets.refresh();
    clock.now = Date.parse('2026-12-01T00:00:00Z');
    expect(budgets.spent(WEB)).toBeUndefined();
    await budgets.refresh();
    expect(budgets.spent(WEB)).toBeUndefined();
  });

  it.each([
    ['calls', { calls: 1_000 }],
    ['money', { costMicros: 1_000_000_000 }],
  ] as const)('counts %s', async (unit, total) => {
    const { budgets } = create([rule({ unit })], total);
    await budgets.refresh();
    expect(budgets.spent(WEB)?.used).toBe(1_000);
  });

  it('only tells where it does not stop', async () => {
    const { budgets } = create([rule({ stops: false })], { tokens: 2_000 });
    expect((await budgets.list()).items).toMatchObject([
      { team: WEB, used: 2_000, month: '2026-11' },
    ]);
    expect(budgets.spent(WEB)).toBeUndefined();
  });

  it('counts a person to the nearest group with a budget, or else to the nearest', () => {
    const { budgets } = create([rule({ team: ALL })]);
    const person = 'user:default/alice';
    expect(budgets.teamOf([person, WEB, ALL])).toBe(ALL);
    expect(budgets.teamOf([person, WEB])).toBe(WEB);
    expect(budgets.teamOf([person])).toBeUndefined();
  });
});
