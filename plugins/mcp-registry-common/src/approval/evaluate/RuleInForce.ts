import type {
  ApprovalAlternative,
  ApprovalRule,
  ApprovalStep,
} from '../policy/approvalPolicySchema';
import { type AskableFacts, askedBy } from './askedBy';
import type { DecidedFacts } from './types';

const HOUR_MS = 60 * 60 * 1000;

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
  /** Whether nobody counts for it who has not signed in again. */
  readonly needsFreshSignIn?: boolean;
  readonly alternatives: readonly (Pick<
    ApprovalAlternative,
    'id' | 'title' | 'ticket'
  > & { readonly asked: readonly Asked[] })[];
  readonly time: readonly ApprovalStep[];
}

/** A rule that applies, with everybody named whom it asks at a moment. */
export function toRuleInForce(
  rule: Pick<ApprovalRule, 'id' | 'title' | 'time'> & {
    readonly anyOf: readonly Omit<ApprovalAlternative, 'under'>[];
    readonly freshSignIn?: boolean;
  },
  options: {
    policy: { readonly id: string; readonly digest: string };
    facts: AskableFacts & Pick<DecidedFacts, 'submittedAt'>;
    now: Date;
    mayReviewItself: boolean;
    isAlone: boolean;
  },
): RuleInForce {
  const { policy, facts, now, mayReviewItself, isAlone } = options;
  const hours = (now.getTime() - Date.parse(facts.submittedAt)) / HOUR_MS;
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
    ...(rule.freshSignIn && { needsFreshSignIn: true }),
    alternatives: rule.anyOf.map(({ id, title, ticket, by }) => ({
      ...{ id, title, ticket },
      asked: by.flatMap(need => askedBy(need, { facts, handedTo, isAlone })),
    })),
    time: rule.time,
  };
}
