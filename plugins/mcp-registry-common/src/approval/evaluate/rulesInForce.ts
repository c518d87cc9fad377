import type { ApprovalPolicyVersion } from '../policy/approvalPolicySchema';
import { BUILT_IN_POLICY } from '../policy/readPolicyBy';
import { askedAs } from './askedBy';
import { matchRule } from './matchRule';
import { type RuleInForce, toRuleInForce } from './RuleInForce';
import type { ApprovalFacts } from './types';

/** All rules that have to be met: those of policies that apply, and those that no policy takes away. */
export function rulesInForce(
  facts: ApprovalFacts,
  options: { policies: readonly ApprovalPolicyVersion[]; now: Date },
): RuleInForce[] {
  const { policies, now } = options;
  const applying = policies.flatMap(policy =>
    policy.rules.flatMap(rule => {
      const { applies, mayReviewItself } = matchRule(rule, facts);
      return applies ? [{ policy, rule, mayReviewItself }] : [];
    }),
  );
  const isReplaced = applying.some(({ rule }) => rule.insteadOfReview);
  return [
    ...builtIn(facts, { isReplaced }),
    ...applying.map(({ policy, rule, mayReviewItself }) =>
      toRuleInForce(rule, {
        ...{ policy, mayReviewItself, facts, now },
        isAlone: rule.insteadOfReview,
      }),
    ),
  ];
}

/** The floor (design invariant 5), which nothing takes away; and the review, unless a rule stands in its place. */
function builtIn(
  facts: ApprovalFacts,
  { isReplaced }: { isReplaced: boolean },
): RuleInForce[] {
  const reviewers = askedAs('reviewers', facts.reviewers);
  const asked = facts.floor.map(({ side, owner }) =>
    side === 'reviewers' ? reviewers : askedAs(side, owner ? [owner] : []),
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
