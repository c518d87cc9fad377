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
import { requireNotAuthor } from '../gitops/decide/requireNotAuthor';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { alignConsents, approvedBefore } from './alignConsents';
import { checkConditions } from './conditions/checkConditions';
import type { Delegations } from './delegations/Delegations';
import type { Accounts } from './reviews/Accounts';
import { type Approvals, type Standing, systemsOf } from './reviews/Approvals';
import type { AskedKind } from './reviews/askedOf';
import type { DataOwners } from './reviews/DataOwners';
import { recordReview } from './reviews/recordReview';
import { requireCapacity, type Speaker } from './reviews/requireCapacity';

type Decision = RegistrySchemas['RevisionDecision'];

interface Found {
  revision: RevisionRecord;
  server: ServerRecord;
}

interface Decided extends Found {
  /** Who still has to agree, where this was not the last. */
  missing: string[];
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
    accounts: Pick<Accounts, 'of'>;
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
    const asked = {
      ...{ ...saidBy(decision), approvals, revision, server, standing },
    };
    const accounts = await this.#options.accounts.of(caller.userEntityRef);
    requireCapacity({ caller, accounts, principals }, asked);
    await requireNotAuthor(knex, caller, revision);
    requireOpen(revision, decision);
    const may = await this.#maySpeakAs(caller, server);
    const speaker: Speaker = { caller, accounts, principals, may };
    requireCapacity(speaker, asked);
    if (decision.decision !== 'approve' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    const conditions = this.#conditionsOf(revision, decision);
    if (caller.actor) {
      // Who confirms a proposal sets them anew: none is lost on the way.
      if (conditions.length > 0) throw registryError('condition.portal-only');
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
    return await this.#options.dataOwners.of(systemsOf(revision, base), {
      isFresh: true,
    });
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

  #conditionsOf(revision: RevisionRecord, decision: Decision) {
    const { decision: verdict, conditions } = decision;
    if (conditions?.length && verdict !== 'approve') {
      throw registryError('condition.invalid', 'Only an approval has them.');
    }
    return checkConditions(conditions, {
      surface: revision.toolSurface,
      now: this.#options.clock.now(),
    });
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
    const about = await mustFind(tx, digest);
    const { revision, server } = about;
    const consents = await alignConsents(tx, about);
    const standing = await approvals.read(tx, about, { consents, dataOwners });
    const said = saidBy(decision);
    const capacity = requireCapacity(speaker, {
      ...{ ...about, ...said, approvals, standing },
    });
    const state = requireOpen(revision, decision);
    await requireBase(tx, server, decision);
    const conditions = this.#conditionsOf(revision, decision);
    const life = nextServerLife(server.life, decision.decision);
    if (!life.ok || !server.current) {
      throw registryError('server.state', life.ok ? undefined : life.reason);
    }
    // Once more: a verdict may have come since, or an exception ended.
    const accepted =
      state === 'approved' ? await this.#options.gate.require(tx, about) : [];
    const { missing } = await recordReview(tx, {
      ...{ ...about, approvals, consents, dataOwners, accepted },
      deniedState: state === 'approved' ? 'rejected' : state,
      review: {
        ...said,
        by: speaker.caller.userEntityRef,
        accounts: speaker.accounts,
        onBehalfOf: capacity.onBehalfOf,
        source: 'person',
        memberOf: [...new Set(capacity.asked.map(({ ref }) => ref))],
        at: clock.now().toISOString(),
        signedInAt: speaker.caller.signedInAt,
        reason: decision.reason,
        ...(conditions.length > 0 && { conditions }),
        baseDigest: standing.facts.baseDigest,
      },
    });
    return { ...(await mustFind(tx, digest)), missing };
  }
}

function saidBy({ decision, ticket }: Decision) {
  return {
    verdict: decision === 'approve' ? ('approve' as const) : ('deny' as const),
    ticket: ticket?.trim() || undefined,
  };
}

function requireOpen(
  revision: RevisionRecord,
  decision: Decision,
): 'approved' | 'rejected' | 'changes-requested' {
  const next = nextRevisionState(revision.state, decision.decision);
  if (!next.ok) {
    throw registryError(
      'revision.already-decided',
      revision.decidedBy &&
        `It is ${revision.state}, by ${revision.decidedBy}.`,
    );
  }
  if (decision.decision === 'reject') return 'rejected';
  if (decision.decision === 'request-changes') return 'changes-requested';
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
  if (decision !== 'approve' || seenApprovedDigest === undefined) return;
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
