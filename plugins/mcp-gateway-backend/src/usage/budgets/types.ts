/** What a team may use in a month (of UTC). */
export interface BudgetRule {
  /** Entity ref of a group. */
  team: string;
  unit: 'calls' | 'tokens' | 'money';
  perMonth: number;
  warnAtPercent: number;
  /** Calls are refused when it is used up; otherwise it only warns. */
  stops: boolean;
}
