import {
  type ApprovalNeed,
  type ApprovalReview,
  type ApprovalState,
  type DecidedFacts,
  missingOf,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../../service/Caller';
import type { Principal } from '../delegations/Delegations';
import { type AskedRef, askedOf } from './askedOf';

/** Somebody who is asked, or may say no. */
export type AskedSide = Pick<ApprovalNeed, 'who' | 'refs'>;

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
  /** What rules say once one more review is there. */
  after(review: ApprovalReview): Pick<ApprovalState, 'rules'>;
  caller: Pick<Caller, 'userEntityRef' | 'ownershipEntityRefs'>;
  /** Other accounts of theirs. */
  accounts: readonly string[];
  principals: readonly Principal[];
  standing: {
    facts: Omit<DecidedFacts, 'submittedAt'> & { reviewers: readonly string[] };
    state: Pick<ApprovalState, 'rules'>;
  };
  verdict: ApprovalReview['verdict'];
  /** Who may say no beside those who are asked; the review team without. */
  mayDeny?: readonly AskedSide[];
  ticket?: string;
  /** Whom the portal lets the caller speak for; everybody without. */
  may?: (asked: AskedRef) => boolean;
}): CapacityAnswer {
  const { caller, principals, standing, verdict, may = () => true } = options;
  const { requester, beneficiary, reviewers } = standing.facts;
  const { mayDeny = [{ who: 'reviewers', refs: reviewers }] } = options;
  const everybody = askedOf([
    ...needsOf(standing),
    ...(verdict === 'deny' ? mayDeny : []),
  ]).filter(may);
  const ways = [
    { refs: caller.ownershipEntityRefs, onBehalfOf: undefined },
    ...principals
      .filter(
        ({ ref }) =>
          ![requester, beneficiary, caller.userEntityRef].includes(ref),
      )
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
  const { caller, accounts, standing } = options;
  const review: ApprovalReview = {
    verdict: 'approve',
    by: caller.userEntityRef,
    ...{ accounts, onBehalfOf },
    source: 'person',
    memberOf: asked.map(({ ref }) => ref),
    at: '',
    // Whether they have to sign in again is asked of them when they decide.
    signedInAt: 'now',
    ticket: options.ticket,
    baseDigest: standing.facts.baseDigest,
  };
  const before = standing.state.rules;
  const after = options.after(review).rules;
  const missing = (rules: typeof before) =>
    rules.reduce((sum, rule) => sum + missingOf(rule), 0);
  return missing(after) < missing(before);
}

function needsOf({
  state,
}: Parameters<typeof capacityOf>[0]['standing']): AskedSide[] {
  return state.rules.flatMap(({ alternatives }) =>
    alternatives.flatMap(({ needs }) => needs),
  );
}
