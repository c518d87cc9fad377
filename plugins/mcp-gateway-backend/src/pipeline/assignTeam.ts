import type { Budgets } from '../usage/budgets/Budgets';
import { proceed, type Stage } from './types';

/** Whose usage the call is: a group of the person's. */
export function assignTeam(budgets: Pick<Budgets, 'teamOf'>): Stage {
  return call => {
    const groups = call.principal?.ownershipEntityRefs ?? [];
    const team = budgets.teamOf(groups);
    return proceed(call, team === undefined ? undefined : { team });
  };
}
