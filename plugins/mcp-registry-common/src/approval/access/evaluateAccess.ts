import { askedAs } from '../evaluate/askedBy';
import { evaluateRules } from '../evaluate/evaluateRules';
import { type RuleInForce, toRuleInForce } from '../evaluate/RuleInForce';
import { isAutomatic } from '../policy/ruleProblems';
import { BUILT_IN_POLICY } from '../policy/readPolicyBy';
import type { AccessPolicyVersion } from './accessPolicySchema';
import { matchAccessRule } from './matchAccessRule';
import type { AccessFacts, AccessInput, AccessState } from './types';

/**
 * Where the decision about a request for access stands. Pure, and by the same evaluation as that about revisions: all rules that apply have
 * to be met, and the owner agrees unless one of them says otherwise.
 */
export function evaluateAccess(input: AccessInput): AccessState {
  const { facts, policies, now } = input;
  const applying = applyingRules(facts, policies);
  const isReplaced = applying.some(({ applied }) => applied.insteadOfOwner);
  const inForce = [
    ...(isReplaced ? [] : [ownerDecides(facts)]),
    ...applying
      .filter(({ applied }) => applied.anyOf.length > 0)
      .map(({ policy, rule, applied }) =>
        toRuleInForce(
          { ...rule, anyOf: applied.anyOf },
          {
            ...{ policy, facts, now },
            mayReviewItself: applied.mayReviewItself,
            isAlone: rule.insteadOfOwner,
          },
        ),
      ),
  ];
  const limits = applying.flatMap(({ rule }) => rule.maxDays ?? []);
  return {
    ...evaluateRules(inForce, input),
    ...(limits.length > 0 && { maxDays: Math.min(...limits) }),
    needsFreshSignIn: applying.some(({ rule }) => rule.freshSignIn),
    ...(facts.noRule !== undefined &&
      applying.some(({ rule }) => isAutomatic(rule)) && {
        noRule: facts.noRule,
      }),
    isUnclear: applying.some(({ applied }) => !applied.isCertain),
  };
}

function applyingRules(
  facts: AccessFacts,
  policies: readonly AccessPolicyVersion[],
) {
  return policies.flatMap(policy =>
    policy.rules.flatMap(rule => {
      const applied = matchAccessRule(rule, facts);
      return applied ? [{ policy, rule, applied }] : [];
    }),
  );
}

/** What holds without a policy: the owner's side; where one of them asks, the review team as well. */
function ownerDecides(facts: AccessFacts): RuleInForce {
  const { owner, reviewers, isOwnersOwn } = facts;
  return {
    policy: BUILT_IN_POLICY,
    rule: 'owner',
    digest: '',
    mayReviewItself: false,
    alternatives: [
      { id: 'owner', asked: [askedAs('owner', [owner])] },
      ...(isOwnersOwn
        ? [{ id: 'reviewers', asked: [askedAs('reviewers', reviewers)] }]
        : []),
    ],
    time: [],
  };
}
