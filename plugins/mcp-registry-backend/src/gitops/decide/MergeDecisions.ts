import {
  type ChangeOutcome,
  effectiveRisk,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { alignConsents, approvedBefore } from '../../approvals/alignConsents';
import type { Accounts } from '../../approvals/reviews/Accounts';
import {
  type Approvals,
  type Standing,
  systemsOf,
} from '../../approvals/reviews/Approvals';
import type { DataOwners } from '../../approvals/reviews/DataOwners';
import { recordReview } from '../../approvals/reviews/recordReview';
import { addReview } from '../../approvals/reviews/ReviewStore';
import type { RevisionGate } from '../../checks/RevisionGate';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { FreshSignInRule } from '../../fresh-sign-in/FreshSignInRule';
import {
  findRevision,
  type RevisionRecord,
} from '../../revisions/RevisionStore';
import { reachedBy } from '../../servers/reachedBy';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServerById } from '../../servers/ServerStore';
import type { Decider } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import type { MergeDecides } from '../settings/GitOpsSettings';
import { hasUnexplainedTools } from './hasUnexplainedTools';
import { areEnough, isAsked, reviewsByMerge } from './reviewsByMerge';
import { type WeighedChange, weighEvidence } from './weighEvidence';

/** The changes that a revision consists of, and what people are told of them. */
export interface MergedChanges {
  readonly changes: readonly WeighedChange[];
  readonly reason: string;
  readonly details: Record<string, unknown>;
}

/** What is asked of the catalog. */
interface Known {
  dataOwners: Standing['dataOwners'] | undefined;
  /** Other accounts of those who agreed. */
  accounts: ReadonlyMap<string, readonly string[]>;
}

interface Found {
  server: ServerRecord;
  revision: RevisionRecord;
  approved?: RevisionRecord;
}

/**
 * Decides by merges, where the company says that they do. It asks for all that a decision in the portal asks for: checks, the approval
 * policies, a fresh sign-in where the risk wants one. What it cannot decide waits in the inbox.
 */
export class MergeDecisions {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    gate: Pick<RevisionGate, 'accepted'>;
    approvals: Approvals;
    accounts: Pick<Accounts, 'of'>;
    dataOwners: Pick<DataOwners, 'of'>;
    freshSignIn: FreshSignInRule;
    notifier: Notifier;
    mergeDecides: MergeDecides;
  }): MergeDecisions {
    return new MergeDecisions(options);
  }

  readonly #options: Parameters<typeof MergeDecisions.create>[0];

  private constructor(options: Parameters<typeof MergeDecisions.create>[0]) {
    this.#options = options;
  }

  async decide(digest: string, merged: MergedChanges): Promise<ChangeOutcome> {
    const { database, notifier } = this.#options;
    const known = await this.#known(digest, merged);
    const result = await database.change(
      async tx => await this.#decideIn(tx, digest, { merged, known }),
    );
    if (typeof result === 'string') return result;
    await notifier.revisionDecided(result.revision, result.server);
    return 'approved';
  }

  async #decideIn(
    tx: Knex.Transaction,
    digest: string,
    { merged, known }: { merged: MergedChanges; known: Known },
  ): Promise<
    ChangeOutcome | { revision: RevisionRecord; server: ServerRecord }
  > {
    const found = await findPending(tx, digest);
    if (!found) return 'decided-in-portal';
    const { server, revision, approved } = found;
    const { tier } = effectiveRisk(
      revision.snapshot,
      approved?.facts.riskTier,
      reachedBy(server, revision.snapshot),
    );
    const needed = this.#options.mergeDecides[tier];
    if (needed === undefined) return 'waits-portal';
    if (revision.toolSurface.outcome === 'fail') return 'waits-checks';
    if (hasUnexplainedTools(approved, revision)) return 'waits-tools';
    const consents = await alignConsents(tx, { revision, server });
    const { approvals } = this.#options;
    const read = { consents, dataOwners: known.dataOwners };
    const standing = await approvals.read(tx, { revision, server }, read);
    const accountsOf = (person: Decider) =>
      known.accounts.get(person.userEntityRef) ?? [];
    const weight = weighEvidence(merged.changes, {
      needed,
      // Whoever put it up, here in the portal too, decides as little as its authors.
      speaks: person =>
        ![person.userEntityRef, ...accountsOf(person)].includes(
          revision.submittedBy,
        ) &&
        (person.isApprover || isAsked(person, { approvals, standing })),
    });
    if ('waits' in weight) return weight.waits;
    const { deciders } = weight;
    if (!this.#isFreshEnough(deciders[0], [tier])) return 'waits-fresh-sign-in';
    const accepted = await this.#options.gate.accepted(tx, found);
    if (!accepted) return 'waits-checks';
    const reviews = reviewsByMerge(deciders, {
      ...{ approvals, standing, digest, accountsOf },
      at: this.#options.clock.now().toISOString(),
      reason: merged.reason,
    });
    // All that is asked for, or nothing is said: the rest of it would wait for nobody.
    if (!areEnough(reviews, { approvals, standing })) return 'waits-sides';
    const [last, ...others] = reviews;
    for (const review of others) await addReview(tx, review);
    await recordReview(tx, {
      ...{ revision, server, approvals, ...read, accepted },
      review: last,
      details: {
        ...merged.details,
        reviewers: deciders.map(({ userEntityRef }) => userEntityRef),
      },
    });
    return await mustFind(tx, digest);
  }

  /** What the catalog says, asked before the transaction. */
  async #known(digest: string, { changes }: MergedChanges): Promise<Known> {
    const { database, dataOwners, accounts } = this.#options;
    const { revision, server } = await mustFind(database.knex, digest);
    const base = await approvedBefore(database.knex, server);
    const people = new Set(
      changes.flatMap(({ reviewers }) =>
        reviewers.map(({ userEntityRef }) => userEntityRef),
      ),
    );
    return {
      dataOwners: await dataOwners.of(systemsOf(revision, base), {
        isFresh: true,
      }),
      accounts: new Map(
        await Promise.all(
          [...people].map(async ref => [ref, await accounts.of(ref)] as const),
        ),
      ),
    };
  }

  #isFreshEnough(
    decider: Decider,
    tiers: Parameters<FreshSignInRule['require']>[1],
  ): boolean {
    try {
      this.#options.freshSignIn.require(decider, tiers);
      return true;
    } catch {
      return false;
    }
  }
}

async function findPending(
  tx: Knex.Transaction,
  digest: string,
): Promise<Found | undefined> {
  const { server, revision } = await mustFind(tx, digest);
  const isPending =
    revision.state === 'submitted' &&
    server.pendingDigest === digest &&
    server.current &&
    !server.life.retired;
  if (!isPending) return undefined;
  const approved = server.approvedDigest
    ? await findRevision(tx, server.approvedDigest)
    : undefined;
  return { server, revision, approved };
}

async function mustFind(
  tx: Knex,
  digest: string,
): Promise<{ revision: RevisionRecord; server: ServerRecord }> {
  const revision = await findRevision(tx, digest);
  const server = revision && (await findServerById(tx, revision.serverId));
  if (!revision || !server) throw new Error(`${digest} is gone`);
  return { revision, server };
}
