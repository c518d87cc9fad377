import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { MonthTotal, MonthTotals } from './MonthTotals';
import type { BudgetRule } from './types';

/** A budget and what of it is used. */
export interface BudgetState {
  rule: BudgetRule;
  used: number;
  month: string;
}

/**
 * The budgets as this replica knows them: read from the database every few seconds, so that a call is decided in memory. What is
 * used may go beyond a budget by what is called within that time.
 */
export class Budgets {
  static create(options: {
    rules: readonly BudgetRule[];
    months: Pick<MonthTotals, 'of'>;
    /** Absent where no price is set. */
    currency?: string;
    now?: () => number;
  }): Budgets {
    return new Budgets(options);
  }

  readonly #options: Parameters<typeof Budgets.create>[0];
  #spent: ReadonlyMap<string, BudgetState> = new Map();

  private constructor(options: Parameters<typeof Budgets.create>[0]) {
    this.#options = options;
  }

  /** The group of a person that their usage counts for: the nearest one with a budget, or else the nearest. */
  teamOf(groups: readonly string[]): string | undefined {
    const { rules } = this.#options;
    return (
      groups.find(ref => rules.some(({ team }) => team === ref)) ??
      groups.find(ref => ref.startsWith('group:'))
    );
  }

  /** The budget that is used up, if a call of this team is to be refused. Asks nobody. */
  spent(team: string | undefined): BudgetState | undefined {
    const spent = team === undefined ? team : this.#spent.get(team);
    // A new month begins with nothing used, before anybody has read so.
    return spent && spent.month === this.#month() ? spent : undefined;
  }

  /** Reads what is used. */
  async refresh(): Promise<readonly BudgetState[]> {
    if (this.#options.rules.length === 0) return [];
    const month = this.#month();
    const totals = await this.#options.months.of(month);
    const states = this.#options.rules.map(rule => ({
      rule,
      month,
      used: usedOf(rule, totals.get(rule.team)),
    }));
    const spent = states.filter(
      ({ rule, used }) => rule.stops && used >= rule.perMonth,
    );
    this.#spent = new Map(spent.map(state => [state.rule.team, state]));
    return states;
  }

  async list(): Promise<GatewaySchemas['BudgetList']> {
    const { currency } = this.#options;
    const states = await this.refresh();
    return {
      ...(currency && { currency }),
      items: states.map(({ rule, used, month }) => ({ ...rule, used, month })),
    };
  }

  #month(): string {
    const now = this.#options.now?.() ?? Date.now();
    return new Date(now).toISOString().slice(0, 7);
  }
}

function usedOf(rule: BudgetRule, total: MonthTotal | undefined): number {
  if (!total) return 0;
  switch (rule.unit) {
    case 'calls':
      return total.calls;
    case 'tokens':
      return total.tokens;
    case 'money':
      return total.costMicros / 1_000_000;
    default:
      throw new Error(`No such unit: ${rule.unit satisfies never}`);
  }
}
