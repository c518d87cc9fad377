import type { Budgets, BudgetState } from '../usage/budgets/Budgets';
import { COUNTED_METHODS } from '../usage/toEntry';
import { proceed, refuse, type Stage } from './types';

/** What a team may use in a month. Decided in memory; what costs nothing goes on. */
export function budget(budgets: Pick<Budgets, 'spent'>): Stage {
  return call => {
    if (!call.message || !COUNTED_METHODS.has(call.message.method)) {
      return proceed(call);
    }
    const spent = budgets.spent(call.team);
    if (!spent) return proceed(call);
    const { team, unit, perMonth } = spent.rule;
    return refuse(call, 'budget.spent', {
      refusal: {
        text: textOf(spent),
        data: { budget: { team, unit, perMonth, month: spent.month } },
      },
    });
  };
}

function textOf({ rule, month }: BudgetState): string {
  const what = rule.unit === 'money' ? 'money' : rule.unit;
  return `The budget of ${rule.team} for ${month} is used up: ${rule.perMonth} (${what}). It begins anew with the next month; whoever runs the gateway can raise it.`;
}
