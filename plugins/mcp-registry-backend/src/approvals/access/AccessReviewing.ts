import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type AccessTerms,
  updateRequest,
} from '../../access/AccessRequestStore';
import type { FoundRequest } from '../../access/checkAccessDecision';
import { settleRequest } from '../../access/settleRequest';
import type { FreshSignInRule } from '../../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import { addHistory } from '../../service/HistoryStore';
import { registryError } from '../../service/registryError';
import type { Principal } from '../delegations/Delegations';
import type { Accounts } from '../reviews/Accounts';
import type { Capacity } from '../reviews/capacityOf';
import { metRules } from '../reviews/metRules';
import type { AccessApprovals, AccessStanding } from './AccessApprovals';
import type { AccessPeople, KnownPeople } from './AccessPeople';
import { type AccessReviewRecord, addAccessReview } from './AccessReviewStore';
import { refsOf, writeAccessStanding } from './AccessStandingStore';
import { grantedTerms } from './grantedTerms';
import { noteObserved } from './noteObserved';
import { requireAccessCapacity, saidBy } from './requireAccessCapacity';

type Decision = RegistrySchemas['AccessDecision'];

/** What is known of who decides and of those who are concerned, from outside of the transaction. */
export interface AccessSpeaker {
  caller: Caller;
  /** Other accounts of theirs. */
  accounts: readonly string[];
  principals: readonly Principal[];
  known: KnownPeople;
}

/** Lets those decide about access whom the policies ask, and says what follows. */
export class AccessReviewing {
  static create(options: {
    approvals: AccessApprovals;
    people: Pick<AccessPeople, 'of'>;
    accounts: Pick<Accounts, 'of'>;
    freshSignIn: Pick<FreshSignInRule, 'requireAlways'>;
    clock: Clock;
    undoWindowSeconds: number;
  }): AccessReviewing {
    return new AccessReviewing(options);
  }

  readonly #options: Parameters<typeof AccessReviewing.create>[0];

  private constructor(options: Parameters<typeof AccessReviewing.create>[0]) {
    this.#options = options;
  }

  /** Whether policies say who decides. Otherwise the owner does, as without any. */
  get isEnforced(): boolean {
    return this.#options.approvals.isEnforced;
  }

  /** Never inside a transaction. Refuses everybody but those who are asked, and the one who asked; to strangers the request is unknown. */
  async prepare(
    knex: Knex,
    options: {
      caller: Caller;
      principals: readonly Principal[];
      found: FoundRequest;
      decision: Decision;
    },
  ): Promise<AccessSpeaker & { standing: AccessStanding }> {
    const { caller, principals, found, decision } = options;
    const { people, accounts, approvals } = this.#options;
    const speaker: AccessSpeaker = {
      ...{ caller, principals },
      accounts: await accounts.of(caller.userEntityRef),
      known: await people.of(found, { isFresh: true }),
    };
    const standing = await approvals.read(knex, found, speaker.known);
    requireAccessCapacity(speaker, {
      approvals: this.#options.approvals,
      found,
      standing,
      decision,
    });
    return { ...speaker, standing };
  }

  /** Where a rule asks for it, whoever agrees has just signed in again. */
  requireSignIn(
    { caller, standing }: AccessSpeaker & { standing: AccessStanding },
    { decision }: Decision,
  ): void {
    if (decision === 'approve' && standing.state.needsFreshSignIn) {
      this.#options.freshSignIn.requireAlways(caller);
    }
  }

  /**
   * Writes what a person said, and what follows from it: a grant, a denial, or that it waits for others. Called inside
   * `RegistryDatabase.change`.
   *
   * @param terms - To what they agree, checked; nothing where they deny
   * @returns whom it still waits for; nobody, where it is decided.
   */
  async reviewIn(
    tx: Knex.Transaction,
    options: {
      speaker: AccessSpeaker;
      found: FoundRequest;
      decision: Decision;
      terms: AccessTerms | undefined;
    },
  ): Promise<{ missing: string[] }> {
    const { speaker, found, decision, terms } = options;
    const { approvals, clock, undoWindowSeconds } = this.#options;
    const { known } = speaker;
    const { id } = found.request;
    const before = await approvals.read(tx, found, known);
    const capacity = requireAccessCapacity(speaker, {
      approvals: this.#options.approvals,
      ...{ found, decision },
      standing: before,
    });
    this.requireSignIn({ ...speaker, standing: before }, decision);
    const review = this.#review(speaker, {
      ...{ id, decision, capacity, standing: before },
      terms: terms && withinRules(terms, { decision, standing: before }),
    });
    await addAccessReview(tx, review);
    const standing = await approvals.read(tx, found, known);
    const granted = grantedTerms(found.request.asked, standing);
    if (review.verdict === 'approve' && !granted) {
      throw registryError('request.nothing-left');
    }
    const isOpen = standing.state.decision === 'open';
    await writeAccessStanding(tx, { id, isOpen, standing });
    const details = detailsOf(review);
    const { by, at, reason } = review;
    if (isOpen) {
      await dropOwnProposal(tx, found.request, by);
      await addHistory(tx, {
        ...{ kind: 'request', id, at, by, event: 'consented', reason },
        details: { ...details, ...(terms && { terms: review.terms }) },
      });
      return { missing: refsOf(standing) };
    }
    const isApproved = standing.state.decision === 'approved';
    const now = clock.now();
    await settleRequest(tx, {
      ...{ ...found, by, now, reason },
      granted: isApproved ? granted : undefined,
      undoUntil: new Date(now.getTime() + undoWindowSeconds * 1000),
      details: {
        ...details,
        ...(isApproved && metRules(standing, approvals.policies)),
      },
    });
    return { missing: [] };
  }

  /** For the record of a decision that policies have no say in. */
  async noteObserved(
    knex: Knex,
    about: { caller: Caller; found: FoundRequest },
  ): Promise<Record<string, unknown>> {
    const now = this.#options.clock.now();
    return await noteObserved(knex, { ...this.#options, ...about, now });
  }

  #review(
    { caller, accounts }: AccessSpeaker,
    options: {
      id: string;
      decision: Decision;
      capacity: Capacity;
      standing: AccessStanding;
      terms: AccessTerms | undefined;
    },
  ): AccessReviewRecord {
    const { id, decision, capacity, standing, terms } = options;
    return {
      requestId: id,
      ...saidBy(decision),
      by: caller.userEntityRef,
      accounts,
      onBehalfOf: capacity.onBehalfOf,
      source: 'person',
      memberOf: [...new Set(capacity.asked.map(({ ref }) => ref))],
      at: this.#options.clock.now().toISOString(),
      signedInAt: caller.signedInAt,
      reason: decision.reason,
      baseDigest: standing.facts.baseDigest,
      terms,
    };
  }
}

/** Who names a longer time than a rule lets it be is told; who names none gives what it lets. */
function withinRules(
  terms: AccessTerms,
  options: { decision: Decision; standing: AccessStanding },
): AccessTerms {
  const { decision, standing } = options;
  const { maxDays = Infinity } = standing.state;
  if ((decision.durationDays ?? 0) > maxDays) {
    throw registryError(
      'terms.more-than-policy',
      `A rule gives at most ${maxDays} days.`,
    );
  }
  return { ...terms, durationDays: Math.min(terms.durationDays, maxDays) };
}

function detailsOf(review: AccessReviewRecord): Record<string, unknown> {
  const { onBehalfOf, ticket, signedInAt } = review;
  return {
    ...(onBehalfOf && { onBehalfOf }),
    ...(ticket && { ticket }),
    ...(signedInAt && { signedInAt }),
  };
}

/** What they proposed through another tool they have said now; what others proposed still waits for its confirmation. */
async function dropOwnProposal(
  tx: Knex.Transaction,
  { id, proposal }: FoundRequest['request'],
  by: string,
): Promise<void> {
  if (proposal?.proposedBy !== by) return;
  await updateRequest(tx, {
    id,
    from: { state: 'pending' },
    columns: { proposal: null },
  });
}
