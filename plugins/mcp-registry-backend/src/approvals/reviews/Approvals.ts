import {
  type ApprovalFacts,
  type ApprovalPolicyVersion,
  type ApprovalReview,
  type ApprovalState,
  classifyChanges,
  DATA_CLASSIFICATIONS,
  effectiveRisk,
  evaluateApproval,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { CheckCatalog } from '../../checks/CheckCatalog';
import { findChecks } from '../../checks/CheckStore';
import type { RevisionRecord } from '../../revisions/RevisionStore';
import type { Clock } from '../../service/Clock';
import { reachedBy } from '../../servers/reachedBy';
import type { ServerRecord } from '../../servers/ServerRecord';
import { approvedBefore } from '../alignConsents';
import { type ConsentRecord, findConsents } from '../ConsentStore';
import { checkFacts } from './checkFacts';
import { findReviews, type ReviewRecord } from './ReviewStore';
import { findStandings, type StandingRecord } from './StandingStore';

/** What is decided about. */
export interface Decidable {
  revision: RevisionRecord;
  server: ServerRecord;
}

/** A decision with all that it rests on. */
export interface Standing extends StandingRecord {
  facts: ApprovalFacts;
  reviews: readonly ReviewRecord[];
}

/** Says where the decision about a revision stands, by the policies that are configured. */
export class Approvals {
  static create(options: {
    clock: Clock;
    checks: CheckCatalog;
    approverGroups: readonly string[];
    policies: readonly ApprovalPolicyVersion[];
  }): Approvals {
    return new Approvals(options);
  }

  readonly #options: Parameters<typeof Approvals.create>[0];

  private constructor(options: Parameters<typeof Approvals.create>[0]) {
    this.#options = options;
  }

  /** All that are configured. */
  get policies(): readonly ApprovalPolicyVersion[] {
    return this.#options.policies;
  }

  /** Reads everything anew and evaluates it. `consents`: as they are aligned now; what is kept without. */
  async read(
    knex: Knex,
    about: Decidable,
    options: {
      consents?: readonly ConsentRecord[];
      dataOwners?: ApprovalFacts['dataOwners'];
    } = {},
  ): Promise<Standing> {
    const { digest } = about.revision;
    const reviews = (await findReviews(knex, [digest])).get(digest) ?? [];
    const kept = (await findStandings(knex, [digest])).get(digest);
    const consents =
      options.consents ?? (await findConsents(knex, [digest])).get(digest);
    const base = await approvedBefore(knex, about.server);
    const facts = await this.facts(knex, {
      ...about,
      // What is in force is compared with itself by nobody.
      base: base?.digest === digest ? undefined : base,
      floor: consents ?? [],
      dataOwners: options.dataOwners ?? kept?.dataOwners ?? [],
    });
    return this.evaluate(facts, reviews);
  }

  /** Evaluates what is known. */
  evaluate(facts: ApprovalFacts, reviews: readonly ReviewRecord[]): Standing {
    const { policies, clock } = this.#options;
    const evaluate = (by: readonly ApprovalPolicyVersion[]): ApprovalState =>
      evaluateApproval({ facts, reviews, policies: by, now: clock.now() });
    const enforced = policies.filter(({ mode }) => mode === 'enforce');
    return {
      facts,
      reviews,
      dataOwners: facts.dataOwners,
      state: evaluate(enforced),
      ...(enforced.length < policies.length && {
        observed: evaluate(policies),
      }),
    };
  }

  /** What rules say once one more review is there. */
  after(standing: Standing, review: ApprovalReview): ApprovalState {
    return this.evaluate(standing.facts, [
      ...standing.reviews,
      { ...review, digest: '' },
    ]).state;
  }

  /** A revision as policies see it. */
  async facts(
    knex: Knex,
    about: Decidable & {
      base: RevisionRecord | undefined;
      floor: readonly ConsentRecord[];
      dataOwners: ApprovalFacts['dataOwners'];
    },
  ): Promise<ApprovalFacts> {
    const { revision, server, base, floor, dataOwners } = about;
    const { checks, approverGroups, clock } = this.#options;
    const { snapshot } = revision;
    const reached = systemsOf(revision, base);
    return {
      requester: revision.submittedBy,
      submittedAt: revision.submittedAt,
      risk: effectiveRisk(
        snapshot,
        base?.snapshot.riskTier ??
          (server.approvedDigest ? server.facts.riskTier : undefined),
        reachedBy(server, { reaches: reached }),
      ).tier,
      dataClassification: higher(
        snapshot.dataClassification,
        base?.snapshot.dataClassification,
      ),
      changes: classifyChanges(base, revision),
      checks: checkFacts({
        manifests: checks.manifests(),
        records: await findChecks(knex, revision.digest),
        now: clock.now(),
      }),
      floor: floor.map(({ side, owner, reasons }) => ({
        ...{ side, owner, reasons },
      })),
      reviewers: approverGroups,
      owner: base?.snapshot.owner ?? snapshot.owner,
      dataOwners: reached.map(system => ({
        system,
        owner: dataOwners.find(known => known.system === system)?.owner,
      })),
      baseDigest: base?.digest,
    };
  }
}

/** The systems behind it, those that it would no longer reach too: by leaving one out nobody gets rid of its owner. */
export function systemsOf(
  revision: Pick<RevisionRecord, 'snapshot'>,
  base: Pick<RevisionRecord, 'snapshot'> | undefined,
): string[] {
  return [
    ...new Set([
      ...revision.snapshot.reaches,
      ...(base?.snapshot.reaches ?? []),
    ]),
  ];
}

function higher<T extends (typeof DATA_CLASSIFICATIONS)[number]>(
  one: T,
  other: T | undefined,
): T {
  const rank = (name: T) => DATA_CLASSIFICATIONS.indexOf(name);
  return other !== undefined && rank(other) > rank(one) ? other : one;
}
