import { BUILT_IN_POLICY } from '../policy/readApprovalPolicy';
import type {
  ApprovalAlternative,
  ApprovalPolicyVersion,
  ApprovalStep,
} from '../policy/approvalPolicySchema';
import { matchRule } from './matchRule';
import type { ApprovalFacts } from './types';

/** Whom a rule asks, with the members that count. */
export interface Asked {
  /** By whose members it can be filled. A person counts in one role. */
  readonly role: string;
  readonly who: string;
  readonly refs: readonly string[];
  readonly system?: string;
  readonly count: number;
}

/** A rule that applies, with everybody named. */
export interface RuleInForce {
  readonly policy: string;
  readonly rule: string;
  readonly digest: string;
  readonly title?: string;
  readonly mayReviewItself: boolean;
  readonly alternatives: readonly (Pick<
    ApprovalAlternative,
    'id' | 'title' | 'ticket'
  > & { readonly asked: readonly Asked[] })[];
  readonly time: readonly ApprovalStep[];
}

/** All rules that have to be met: those of policies that apply, and those that no policy takes away. */
export function rulesInForce(
  facts: ApprovalFacts,
  options: { policies: readonly ApprovalPolicyVersion[]; now: Date },
): RuleInForce[] {
  const { policies, now } = options;
  const hours =
    (now.getTime() - Date.parse(facts.submittedAt)) / (60 * 60 * 1000);
  const applying = policies.flatMap(policy =>
    policy.rules.flatMap(rule => {
      const { applies, mayReviewItself } = matchRule(rule, facts);
      return applies ? [{ policy, rule, mayReviewItself }] : [];
    }),
  );
  const isReplaced = applying.some(({ rule }) => rule.insteadOfReview);
  return [
    ...builtIn(facts, { isReplaced }),
    ...applying.map(({ policy, rule, mayReviewItself }): RuleInForce => {
      const handedTo = rule.time.flatMap(step =>
        step.do === 'hand-over' && step.to && hours >= step.afterHours
          ? [step.to]
          : [],
      );
      return {
        policy: policy.id,
        rule: rule.id,
        digest: policy.digest,
        title: rule.title,
        mayReviewItself,
        alternatives: rule.anyOf.map(({ id, title, ticket, by }) => ({
          ...{ id, title, ticket },
          asked: by.flatMap(need =>
            askedBy(need, { facts, handedTo, isAlone: rule.insteadOfReview }),
          ),
        })),
        time: rule.time,
      };
    }),
  ];
}

/** The floor (design invariant 5), which nothing takes away; and the review, unless a rule stands in its place. */
function builtIn(
  facts: ApprovalFacts,
  { isReplaced }: { isReplaced: boolean },
): RuleInForce[] {
  const ask = (who: string, refs: readonly string[]): Asked => ({
    role: roleOf(refs, who),
    ...{ who, refs, count: 1 },
  });
  const reviewers = ask('reviewers', facts.reviewers);
  const asked = facts.floor.map(({ side, owner }) =>
    side === 'reviewers' ? reviewers : ask(side, owner ? [owner] : []),
  );
  const common = {
    policy: BUILT_IN_POLICY,
    digest: '',
    mayReviewItself: false,
    time: [],
  };
  return [
    ...(asked.length > 0
      ? [
          {
            ...common,
            rule: 'both-sides',
            alternatives: [{ id: 'both-sides', asked }],
          },
        ]
      : []),
    // One of the two sides is the review team.
    ...(isReplaced || asked.length > 0
      ? []
      : [
          {
            ...common,
            rule: 'review',
            alternatives: [{ id: 'review', asked: [reviewers] }],
          },
        ]),
  ];
}

function askedBy(
  need: ApprovalAlternative['by'][number],
  options: {
    facts: ApprovalFacts;
    handedTo: readonly string[];
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

/** Two rules that ask the same people ask for the same role, whatever they call it. */
function roleOf(refs: readonly string[], nobody: string): string {
  return refs.length > 0 ? [...refs].sort().join(' ') : `nobody: ${nobody}`;
}
