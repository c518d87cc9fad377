import { evaluateRules } from './evaluateRules';
import { rulesInForce } from './rulesInForce';
import type { ApprovalInput, ApprovalState } from './types';

/**
 * Where the decision about a revision stands. Pure: what is asked follows from facts, policies and the time; what is given from the
 * reviews.
 */
export function evaluateApproval(input: ApprovalInput): ApprovalState {
  return evaluateRules(rulesInForce(input.facts, input), input);
}
