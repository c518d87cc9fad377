import type { ApprovalAlternative } from '../policy/approvalPolicySchema';
import type { Asked } from './RuleInForce';
import type { ApprovalFacts } from './types';

/** Who there is to be asked. */
export type AskableFacts = Pick<
  ApprovalFacts,
  'reviewers' | 'owner' | 'dataOwners'
>;

/** Names everybody whom one need of a rule asks. */
export function askedBy(
  need: ApprovalAlternative['by'][number],
  options: {
    facts: AskableFacts;
    /** Who stands in by now. */
    handedTo: readonly string[];
    /** Whether it stands in place of what is asked otherwise. */
    isAlone: boolean;
  },
): Asked[] {
  const { facts, handedTo, isAlone } = options;
  const { who, count } = need;
  const ask = (refs: readonly string[], system?: string): Asked => ({
    // Whoever it was handed over to counts for this rule, not for others that ask the same.
    role: [roleOf(refs, `${who} ${system}`), ...handedTo].join('|'),
    ...{ who, count },
    refs: [...new Set([...refs, ...handedTo])],
    ...(system !== undefined && { system }),
  });
  switch (who) {
    case 'rule':
      return [{ role: 'rule', who, refs: [], count }];
    case 'reviewers':
      return [ask(facts.reviewers)];
    case 'owner':
      return [ask([facts.owner])];
    case 'data-owners': {
      const owners = new Map(
        facts.dataOwners.map(({ system, owner }) => [
          owner ?? `nobody ${system}`,
          { system, owner },
        ]),
      );
      // Where no system is reached there is nobody to ask; in place of the review somebody has to be.
      return owners.size === 0 && isAlone
        ? [{ ...ask(facts.reviewers), who: 'reviewers' }]
        : [...owners.values()].map(({ system, owner }) =>
            ask(owner ? [owner] : [], system),
          );
    }
    default:
      return [ask([who])];
  }
}

/** One of these, whatever a rule calls them. */
export function askedAs(who: string, refs: readonly string[]): Asked {
  return { role: roleOf(refs, who), who, refs, count: 1 };
}

/** Two rules that ask the same people ask for the same role, whatever they call it. */
function roleOf(refs: readonly string[], nobody: string): string {
  return refs.length > 0 ? [...refs].sort().join(' ') : `nobody: ${nobody}`;
}
