import {
  type AccessFacts,
  type AccessPolicyVersion,
  type AccessState,
  type ApprovalReview,
  evaluateAccess,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Clock } from '../../service/Clock';
import type { KnownPeople } from './AccessPeople';
import {
  type AccessReviewRecord,
  findAccessReviews,
} from './AccessReviewStore';
import type { AccessStandingRecord } from './AccessStandingStore';
import { type AccessDecidable, readAccessFacts } from './readAccessFacts';

/** A decision with all that it rests on. */
export interface AccessStanding extends AccessStandingRecord {
  facts: AccessFacts;
  reviews: readonly AccessReviewRecord[];
}

/** Says where the decision about a request for access stands, by the policies that are configured. */
export class AccessApprovals {
  static create(options: {
    clock: Clock;
    approverGroups: readonly string[];
    policies: readonly AccessPolicyVersion[];
  }): AccessApprovals {
    return new AccessApprovals(options);
  }

  readonly #options: Parameters<typeof AccessApprovals.create>[0];

  private constructor(options: Parameters<typeof AccessApprovals.create>[0]) {
    this.#options = options;
  }

  /** All that are configured. */
  get policies(): readonly AccessPolicyVersion[] {
    return this.#options.policies;
  }

  /** Whether anything depends on them. Otherwise the owner decides, as without any. */
  get isEnforced(): boolean {
    return this.policies.some(({ mode }) => mode === 'enforce');
  }

  /** Reads everything anew and evaluates it. */
  async read(
    knex: Knex,
    about: AccessDecidable,
    known: KnownPeople,
  ): Promise<AccessStanding> {
    const { id } = about.request;
    const facts = await readAccessFacts(knex, {
      ...{ ...about, known },
      reviewers: this.#options.approverGroups,
      now: this.#options.clock.now(),
    });
    const reviews = (await findAccessReviews(knex, [id])).get(id) ?? [];
    return this.evaluate(facts, reviews);
  }

  /** Evaluates what is known. */
  evaluate(
    facts: AccessFacts,
    reviews: readonly AccessReviewRecord[],
  ): AccessStanding {
    const { policies } = this;
    const enforced = policies.filter(({ mode }) => mode === 'enforce');
    return {
      ...{ facts, reviews },
      state: this.#by(enforced, { facts, reviews }),
      ...(enforced.length < policies.length && {
        observed: this.#by(policies, { facts, reviews }),
      }),
    };
  }

  /** What rules say once one more review is there. */
  after(
    { facts, reviews }: AccessStanding,
    review: ApprovalReview,
  ): AccessState {
    const enforced = this.policies.filter(({ mode }) => mode === 'enforce');
    return this.#by(enforced, { facts, reviews: [...reviews, review] });
  }

  #by(
    policies: readonly AccessPolicyVersion[],
    given: { facts: AccessFacts; reviews: readonly ApprovalReview[] },
  ): AccessState {
    const now = this.#options.clock.now();
    return evaluateAccess({ ...given, policies, now });
  }
}
