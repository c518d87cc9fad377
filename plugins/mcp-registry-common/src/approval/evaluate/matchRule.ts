import { isAutomatic } from '../policy/ruleProblems';
import type { ApprovalRule } from '../policy/approvalPolicySchema';
import type { ApprovalFacts } from './types';

/** `unclear`: it depends on what could not be checked. */
type Match = 'yes' | 'no' | 'unclear';

/**
 * Whether a rule applies. What could not be checked makes nothing easier: a rule that asks for more applies then, and one that stands in
 * place of the review, or approves by itself, does not.
 */
export function matchRule(
  rule: ApprovalRule,
  facts: ApprovalFacts,
): { applies: boolean; mayReviewItself: boolean } {
  const match = matchConditions(rule, facts);
  const isOwn = isAutomatic(rule);
  const isCertain = match === 'yes' && (!isOwn || areToolsKnown(facts));
  return {
    applies: isCertain || (match !== 'no' && !rule.insteadOfReview),
    mayReviewItself: isCertain && isOwn,
  };
}

/** No rule speaks for tools that nobody has seen. */
function areToolsKnown({ changes }: ApprovalFacts): boolean {
  return changes.sameSurface || changes.kinds.includes('removed-tool');
}

function matchConditions(
  { when = {} }: ApprovalRule,
  facts: ApprovalFacts,
): Match {
  const { kinds, sameSurface } = facts.changes;
  const { risk, dataClassification, changes, onlyChanges } = when;
  const isOther =
    (risk && !risk.includes(facts.risk)) ||
    (dataClassification &&
      !dataClassification.includes(facts.dataClassification)) ||
    (changes && !changes.some(change => kinds.includes(change))) ||
    (onlyChanges && !kinds.every(change => onlyChanges.includes(change))) ||
    (when.sameSurface !== undefined && when.sameSurface !== sameSurface);
  if (isOther) return 'no';
  const answers = Object.entries(when.checks ?? {}).map(([id, wanted]) => {
    const said = Object.hasOwn(facts.checks, id) ? facts.checks[id] : 'missing';
    if (wanted.includes(said)) return 'yes';
    return said === 'missing' || said === 'error' ? 'unclear' : 'no';
  });
  if (answers.includes('no')) return 'no';
  return answers.includes('unclear') ? 'unclear' : 'yes';
}
