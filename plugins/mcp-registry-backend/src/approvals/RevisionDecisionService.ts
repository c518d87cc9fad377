import {
  mcpServerApprovePermission,
  nextRevisionState,
  nextServerLife,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RevisionGate } from '../checks/RevisionGate';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import {
  findRevision,
  type Proposal,
  type RevisionRecord,
  updateRevision,
} from '../revisions/RevisionStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { alignConsents, approvedBefore } from './alignConsents';
import { isOwnerSide } from './approvers';
import type { ConsentRecord } from './ConsentStore';
import type { Delegations, Principal } from './delegations/Delegations';
import { type Approvals, type Standing, systemsOf } from './reviews/Approvals';
import type { AskedKind } from './reviews/askedOf';
import { type Capacity, capacityOf } from './reviews/capacityOf';
import type { DataOwners } from './reviews/DataOwners';
import { metRules } from './reviews/metRules';
import { addReview } from './reviews/ReviewStore';
import { settleRevision } from './reviews/settleRevision';
import { writeAligned } from './reviews/writeAligned';

type Decision = RegistrySchemas['RevisionDecision'];

interface Found {
  revision: RevisionRecord;
  server: ServerRecord;
}

interface Decided extends Found {
  /** Who still has to agree, where this was not the last. */
  missing: string[];
}

/** What is known of who decides, from outside of the transaction. */
interface Speaker {
  caller: Caller;
  principals: readonly Principal[];
  /** As what the portal lets them speak. */
  may: ReadonlySet<AskedKind>;
}

/** The outcome of a decision: decided, or kept as a proposal. */
export interface RevisionDecisionResult {
  revision: RegistrySchemas['Revision'];
  proposed: boolean;
}

/** Lets those decide about revisions whom the approval policies ask: the review team, and whoever else has to agree. */
export class RevisionDecisionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    presenter: RevisionPresenter;
    freshSignIn: FreshSignInRule;
    gate: Pick<RevisionGate, 'require'>;
    approvals: Approvals;
    delegations: Delegations;
    dataOwners: DataOwners;
  }): RevisionDecisionService {
    return new RevisionDecisionService(options);
  }

  readonly #options: Parameters<typeof RevisionDecisionService.create>[0];

  private constructor(
    options: Parameters<typeof RevisionDecisionService.create>[0],
  ) {
    this.#options = options;
  }

  async decide(
    caller: Caller,
    options: { digest: string; decision: Decision },
  ): Promise<RevisionDecisionResult> {
    const { digest, decision } = options;
    const { database, presenter, notifier, approvals, delegations } =
      this.#options;
    const { knex } = database;
    const { revision, server } = await mustFind(knex, digest);
    const dataOwners = await this.#dataOwnersOf(knex, { revision, server });
    const standing = await approvals.read(
      knex,
      { revision, server },
      { dataOwners },
    );
    const principals = await delegations.of(caller, 'revisions');
    const everything = { caller, principals, may: ALL };
    requireCapacity(everything, {
      ...{ approvals, revision, server, standing, decision },
    });
    requireOpen(revision, decision);
    const speaker = {
      ...everything,
      may: await this.#maySpeakAs(caller, server),
    };
    requireCapacity(speaker, {
      ...{ approvals, revision, server, standing, decision },
      denied: 'permission.denied',
    });
    if (decision.decision === 'reject' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    if (caller.actor) {
      const proposed = await this.#propose(caller, revision, decision);
      return {
        revision: await presenter.one(proposed, server),
        proposed: true,
      };
    }
    if (decision.decision === 'approve') {
      await this.#options.gate.require(knex, { revision, server });
    }
    this.#options.freshSignIn.require(caller, [
      revision.facts.riskTier,
      server.facts.riskTier,
      standing.facts.risk,
    ]);
    const decided = await database.change(
      async tx =>
        await this.#decideIn(tx, speaker, { digest, decision, dataOwners }),
    );
    if (decided.revision.state === 'submitted') {
      await notifier.reviewMissing(decided.revision, {
        server: decided.server,
        to: decided.missing,
        by: caller.userEntityRef,
      });
    } else {
      await notifier.revisionDecided(decided.revision, decided.server);
    }
    return {
      revision: await presenter.one(decided.revision, decided.server),
      proposed: false,
    };
  }

  /** As the catalog has them now; as they were known where it cannot be asked. */
  async #dataOwnersOf(knex: Knex, { revision, server }: Found) {
    const base = await approvedBefore(knex, server);
    return await this.#options.dataOwners.of(systemsOf(revision, base));
  }

  /** Who reviews needs the portal's leave to approve; who speaks for what they own only that to speak for servers at all. */
  async #maySpeakAs(
    caller: Caller,
    server: ServerRecord,
  ): Promise<ReadonlySet<AskedKind>> {
    const { policy } = this.#options;
    const [review, owner] = await Promise.all([
      policy.allowsServer(caller, mcpServerApprovePermission, server),
      policy.allows(caller, mcpServerSubmitPermission),
    ]);
    const may = new Set<AskedKind>();
    if (review) may.add('review');
    if (owner) may.add('owner');
    return may;
  }

  async #propose(
    caller: Caller,
    revision: RevisionRecord,
    decision: Decision,
  ): Promise<RevisionRecord> {
    const at = this.#options.clock.now().toISOString();
    const proposal: Proposal = {
      decision: decision.decision,
      reason: decision.reason,
      proposedBy: caller.userEntityRef,
      actor: caller.actor,
      proposedAt: at,
    };
    await this.#options.database.transaction(async tx => {
      const written = await updateRevision(tx, {
        digest: revision.digest,
        from: 'submitted',
        columns: { proposal: JSON.stringify(proposal) },
      });
      if (!written) {
        throw registryError('revision.already-decided');
      }
      await addHistory(tx, {
        kind: 'revision',
        id: revision.digest,
        at,
        by: caller.userEntityRef,
        actor: caller.actor,
        event: 'proposed',
        reason: decision.reason,
        details: { decision: decision.decision },
      });
    });
    return { ...revision, proposal };
  }

  async #decideIn(
    tx: Knex.Transaction,
    speaker: Speaker,
    options: {
      digest: string;
      decision: Decision;
      dataOwners: Standing['dataOwners'] | undefined;
    },
  ): Promise<Decided> {
    const { digest, decision, dataOwners } = options;
    const { approvals, clock } = this.#options;
    const at = clock.now().toISOString();
    const { revision, server } = await mustFind(tx, digest);
    const consents = await alignConsents(tx, { revision, server });
    const about = { revision, server };
    const before = await approvals.read(tx, about, { consents, dataOwners });
    const capacity = requireCapacity(speaker, {
      ...{ approvals, ...about, standing: before, decision },
    });
    const state = requireOpen(revision, decision);
    await requireBase(tx, server, decision);
    const life = nextServerLife(server.life, decision.decision);
    if (!life.ok || !server.current) {
      throw registryError('server.state', life.ok ? undefined : life.reason);
    }
    if (state === 'approved') {
      // Once more: a verdict may have come since.
      await this.#options.gate.require(tx, about);
    }
    const { caller } = speaker;
    const by = caller.userEntityRef;
    await addReview(tx, {
      ...{ digest, by, at, source: 'person' },
      verdict: state === 'approved' ? 'approve' : 'deny',
      onBehalfOf: capacity.onBehalfOf,
      memberOf: [...new Set(capacity.asked.map(({ ref }) => ref))],
      signedInAt: caller.signedInAt,
      ticket: decision.ticket?.trim() || undefined,
      reason: decision.reason,
      baseDigest: before.facts.baseDigest,
    });
    const after = await approvals.read(tx, about, { consents, dataOwners });
    const isOpen = after.state.decision === 'open';
    const sides = await writeAligned(tx, {
      ...{ digest, consents, isOpen },
      standing: after,
    });
    const details = {
      ...detailsOf({ by, sides, capacity }),
      ...(decision.ticket && { ticket: decision.ticket.trim() }),
      ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
    };
    if (isOpen) {
      await this.#noteConsent(tx, { revision, decision, by, at, details });
      const missing = after.state.waitsFor.flatMap(({ refs }) => refs);
      return { ...(await mustFind(tx, digest)), missing };
    }
    await settleRevision(tx, {
      ...{ ...about, state, by, at, reason: decision.reason },
      details: {
        ...details,
        ...(state === 'approved' && metRules(after, approvals.policies)),
      },
    });
    return { ...(await mustFind(tx, digest)), missing: [] };
  }

  /** Somebody agreed, and it goes on waiting for others. */
  async #noteConsent(
    tx: Knex.Transaction,
    options: {
      revision: RevisionRecord;
      decision: Decision;
      by: string;
      at: string;
      details: Record<string, unknown>;
    },
  ): Promise<void> {
    const { revision, decision, by, at, details } = options;
    const { digest, proposal } = revision;
    const open = await updateRevision(tx, {
      digest,
      from: 'submitted',
      // A proposal of somebody else still waits for its confirmation.
      columns: {
        proposal:
          proposal && proposal.proposedBy !== by
            ? JSON.stringify(proposal)
            : null,
      },
    });
    if (!open) throw registryError('revision.already-decided');
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      ...{ at, by, event: 'consented', reason: decision.reason, details },
    });
  }
}

const ALL: ReadonlySet<AskedKind> = new Set<AskedKind>(['review', 'owner']);

function detailsOf(options: {
  by: string;
  sides: readonly ConsentRecord[];
  capacity: Capacity;
}): Record<string, unknown> {
  const { by, sides, capacity } = options;
  const side = sides.find(({ given }) => given?.by === by)?.side;
  return {
    ...(side && { side }),
    ...(capacity.onBehalfOf && { onBehalfOf: capacity.onBehalfOf }),
  };
}

/** Refuses everybody but those who are asked, and the one who submitted; to strangers the revision is unknown. */
function requireCapacity(
  { caller, principals, may }: Speaker,
  options: Found & {
    approvals: Approvals;
    standing: Standing;
    decision: Decision;
    denied?: 'permission.denied';
  },
): Capacity {
  const { approvals, revision, server, standing, decision } = options;
  if (caller.userEntityRef === revision.submittedBy) {
    throw registryError('revision.own');
  }
  const capacity = capacityOf({
    ...{ approvals, caller, principals, standing },
    verdict: decision.decision === 'approve' ? 'approve' : 'deny',
    ticket: decision.ticket?.trim(),
    may: ({ kind }) => may.has(kind),
  });
  if (capacity === 'given') throw registryError('revision.consent-given');
  if (capacity !== 'none') return capacity;
  if (options.denied) throw registryError(options.denied);
  if (caller.isApprover) throw registryError('revision.not-asked');
  throw registryError(
    isOwnerSide(caller, server) || belongsTo(caller, server.liveFacts.owner)
      ? 'revision.not-approver'
      : 'revision.not-found',
  );
}

function requireOpen(
  revision: RevisionRecord,
  decision: Decision,
): 'approved' | 'rejected' {
  const next = nextRevisionState(revision.state, decision.decision);
  if (!next.ok) {
    throw registryError(
      'revision.already-decided',
      revision.decidedBy &&
        `It is ${revision.state}, by ${revision.decidedBy}.`,
    );
  }
  if (decision.decision === 'reject') return 'rejected';
  // What cannot be named cannot be agreed to: whatever the server lists then would be served.
  if (revision.toolSurface.outcome === 'fail') {
    throw registryError(
      'revision.surface-failed',
      revision.toolSurface.probeError,
    );
  }
  return 'approved';
}

/** Who says what they compared with, agrees to that difference and to no other one. */
async function requireBase(
  tx: Knex.Transaction,
  server: ServerRecord,
  { decision, seenApprovedDigest }: Decision,
): Promise<void> {
  if (decision === 'reject' || seenApprovedDigest === undefined) return;
  const base = await approvedBefore(tx, server);
  if (base?.digest !== seenApprovedDigest) {
    throw registryError('revision.base-changed');
  }
}

async function mustFind(
  knex: Knex,
  digest: string,
): Promise<{ revision: RevisionRecord; server: ServerRecord }> {
  const revision = await findRevision(knex, digest);
  const server = revision && (await findServerById(knex, revision.serverId));
  if (!revision || !server) {
    throw registryError('revision.not-found');
  }
  return { revision, server };
}
