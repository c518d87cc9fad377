import {
  type ConsentSide,
  mcpServerApprovePermission,
  nextRevisionState,
  nextServerLife,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RevisionGate } from '../checks/RevisionGate';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
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
import { lifeColumns } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById, updateServer } from '../servers/ServerStore';
import { alignConsents, approvedBefore } from './alignConsents';
import { roleInRevision } from './approvers';
import { consentIn } from './consentIn';
import { sideOfDecision } from './consentSides';
import { type ConsentRecord, findConsents } from './ConsentStore';
import { putInForce } from './putInForce';

type Decision = RegistrySchemas['RevisionDecision'];

interface Decided {
  revision: RevisionRecord;
  server: ServerRecord;
  /** Sides that still have to agree, where this was not the last. */
  missing: ConsentRecord[];
}

/** The outcome of a decision: decided, or kept as a proposal. */
export interface RevisionDecisionResult {
  revision: RegistrySchemas['Revision'];
  proposed: boolean;
}

/** Lets the review team decide about revisions, and a previous owner beside it where a change asks for both. */
export class RevisionDecisionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    presenter: RevisionPresenter;
    freshSignIn: FreshSignInRule;
    gate: Pick<RevisionGate, 'require'>;
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
    const { database, presenter, notifier } = this.#options;
    const { revision, server } = await mustFind(database.knex, digest);
    const consents =
      (await findConsents(database.knex, [digest])).get(digest) ?? [];
    requireRole(caller, { revision, server, consents });
    await requireNotAuthor(database.knex, caller, revision);
    requireOpen(revision, decision);
    const side = sideOfDecision(caller, {
      consents,
      decision: decision.decision,
    });
    await this.#requirePolicy(caller, { server, side });
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
      await this.#options.gate.require(database.knex, { revision, server });
    }
    this.#options.freshSignIn.require(caller, [
      revision.facts.riskTier,
      server.facts.riskTier,
    ]);
    const decided = await database.change(
      async tx => await this.#decideIn(tx, caller, { digest, decision, side }),
    );
    if (decided.missing.length > 0) {
      await notifier.consentMissing(decided.revision, {
        ...decided,
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

  /** The review team needs the portal's leave to approve; a previous owner only that to speak for servers at all. */
  async #requirePolicy(
    caller: Caller,
    options: { server: ServerRecord; side: ConsentSide },
  ): Promise<void> {
    const { policy } = this.#options;
    const { server, side } = options;
    if (side === 'reviewers') {
      await policy.requireServer(caller, mcpServerApprovePermission, server);
    } else {
      await policy.require(caller, mcpServerSubmitPermission);
    }
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
    caller: Caller,
    options: { digest: string; decision: Decision; side: ConsentSide },
  ): Promise<Decided> {
    const { digest, decision, side } = options;
    const at = this.#options.clock.now().toISOString();
    const { revision, server } = await mustFind(tx, digest);
    const consents = await alignConsents(tx, { revision, server });
    requireRole(caller, { revision, server, consents });
    const state = requireOpen(revision, decision);
    await requireBase(tx, server, decision);
    const life = nextServerLife(server.life, decision.decision);
    if (!life.ok || !server.current) {
      throw registryError('server.state', life.ok ? undefined : life.reason);
    }
    if (state === 'approved') {
      // Once more: a verdict may have come since.
      await this.#options.gate.require(tx, { revision, server });
    }
    if (state === 'approved' && consents.length > 0) {
      const missing = await consentIn(tx, {
        caller,
        revision,
        consents,
        side,
        at,
        reason: decision.reason,
      });
      if (missing.length > 0) {
        return { ...(await mustFind(tx, digest)), missing };
      }
    }
    const written = await updateRevision(tx, {
      digest,
      from: 'submitted',
      columns: {
        state,
        decided_by: caller.userEntityRef,
        decided_at: at,
        reason: decision.reason ?? null,
        proposal: null,
      },
    });
    if (!written) {
      throw registryError('revision.already-decided');
    }
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      at,
      by: caller.userEntityRef,
      event: state,
      reason: decision.reason,
      details: {
        ...(consents.length > 0 && { side }),
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
      },
    });
    if (state === 'approved') {
      await putInForce(tx, { caller, server, revision, event: 'approve', at });
    } else {
      await updateServer(tx, server.id, {
        ...lifeColumns(life.state),
        pending_digest: null,
        ...(!life.state.approved &&
          !life.state.suspended && {
            status_reason: `Not approved: ${decision.reason ?? ''}`.trim(),
          }),
      });
    }
    await touchServer(tx, server.id);
    return { ...(await mustFind(tx, digest)), missing: [] };
  }
}

/** Refuses everybody but those who have to agree, and the one who submitted; to strangers the revision is unknown. */
function requireRole(
  caller: Caller,
  options: Parameters<typeof roleInRevision>[1],
): void {
  const role = roleInRevision(caller, options);
  switch (role) {
    case 'decides':
      return;
    case 'submitter':
      throw registryError('revision.own');
    case 'concerned':
      throw registryError('revision.not-approver');
    default:
      throw registryError('revision.not-found');
  }
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
