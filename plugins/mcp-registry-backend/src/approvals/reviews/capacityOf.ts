import {
  type ApprovalNeed,
  missingOf,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../../service/Caller';
import type { Principal } from '../delegations/Delegations';
import type { Approvals, Standing } from './Approvals';
import { type AskedRef, askedOf } from './askedOf';
import type { ReviewRecord } from './ReviewStore';

/** For whom somebody speaks when they review. */
export interface Capacity {
  /** Whom they stand in for; absent where they speak for themselves. */
  onBehalfOf?: string;
  /** Of those who are asked. */
  asked: readonly AskedRef[];
}

/** `none`: nobody asks them. `given`: their yes would change nothing, because it or that of others is there. */
export type CapacityAnswer = Capacity | 'none' | 'given';

/**
 * In whose name somebody can say yes or no: in their own before anybody else's, and in nobody's who asked for it themselves. Either side can
 * say no, one that agreed before too, and so can the review team always.
 */
export function capacityOf(options: {
  approvals: Pick<Approvals, 'evaluate'>;
  caller: Pick<Caller, 'userEntityRef' | 'ownershipEntityRefs'>;
  /** Other accounts of theirs. */
  accounts: readonly string[];
  principals: readonly Principal[];
  standing: Standing;
  verdict: ReviewRecord['verdict'];
  ticket?: string;
  /** Whom the portal lets the caller speak for; everybody without. */
  may?: (asked: AskedRef) => boolean;
}): CapacityAnswer {
  const { caller, principals, standing, verdict, may = () => true } = options;
  const { requester } = standing.facts;
  const everybody = askedOf(needsOf(standing, verdict)).filter(may);
  const ways = [
    { refs: caller.ownershipEntityRefs, onBehalfOf: undefined },
    ...principals
      .filter(({ ref }) => ref !== requester && ref !== caller.userEntityRef)
      .map(({ ref, memberOf }) => ({ refs: memberOf, onBehalfOf: ref })),
  ].flatMap(({ refs, onBehalfOf }): Capacity[] => {
    const asked = everybody.filter(({ ref }) => refs.includes(ref));
    return asked.length > 0 ? [{ onBehalfOf, asked }] : [];
  });
  if (ways.length === 0) return 'none';
  if (verdict === 'deny') return ways[0];
  return ways.find(way => isOfUse(way, options)) ?? 'given';
}

/** Who says yes where it brings nothing further has nothing to say. */
function isOfUse(
  { onBehalfOf, asked }: Capacity,
  options: Parameters<typeof capacityOf>[0],
): boolean {
  const { approvals, caller, accounts, standing } = options;
  const review: ReviewRecord = {
    digest: '',
    verdict: 'approve',
    by: caller.userEntityRef,
    ...{ accounts, onBehalfOf },
    source: 'person',
    memberOf: asked.map(({ ref }) => ref),
    at: '',
    ticket: options.ticket,
    baseDigest: standing.facts.baseDigest,
  };
  const before = standing.state.rules;
  const after = approvals.evaluate(standing.facts, [
    ...standing.reviews,
    review,
  ]).state.rules;
  const missing = (rules: typeof before) =>
    rules.reduce((sum, rule) => sum + missingOf(rule), 0);
  return missing(after) < missing(before);
}

function needsOf(
  { state, facts }: Standing,
  verdict: ReviewRecord['verdict'],
): Pick<ApprovalNeed, 'who' | 'refs'>[] {
  const asked = state.rules.flatMap(({ alternatives }) =>
    alternatives.flatMap(({ needs }) => needs),
  );
  return verdict === 'deny'
    ? [...asked, { who: 'reviewers', refs: facts.reviewers }]
    : asked;
}
