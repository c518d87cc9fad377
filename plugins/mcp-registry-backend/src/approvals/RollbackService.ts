import {
  diffRevisions,
  mcpServerApprovePermission,
  mcpServerSubmitPermission,
  nextRevisionState,
  type RegistrySchemas,
  requiredConsents,
  widens,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionHold } from '../exceptions/ExceptionHold';
import { touchServer } from '../feed/FeedStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import {
  findRevision,
  type RevisionRecord,
  updateRevision,
} from '../revisions/RevisionStore';
import type { SubmissionService } from '../revisions/SubmissionService';
import type { Caller, Decider } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { alignConsents } from './alignConsents';
import { isOwnerSide } from './approvers';
import { putInForce } from './putInForce';
import type { ApprovalWorker } from './reviews/ApprovalWorker';

/** Where to, why, and what was served when the person looked. */
export type Rollback = RegistrySchemas['Rollback'];

interface Found {
  server: ServerRecord;
  /** What is approved now. */
  current: RevisionRecord;
  target: RevisionRecord;
}

/** The outcome: it is served again, or it waits for those who have to agree. */
export interface RollbackResult {
  revision: RegistrySchemas['Revision'];
  outcome: 'restored' | 'submitted';
}

/**
 * Takes an earlier approved revision up again, in one action of one accountable person: two agreed to it once. Where going back would
 * give the owner's side more than is approved now, or take a server over, it is put up for review instead (ADR 0058).
 */
export class RollbackService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    notifier: Notifier;
    presenter: RevisionPresenter;
    freshSignIn: FreshSignInRule;
    submissions: SubmissionService;
    hold: Pick<ExceptionHold, 'requireGood'>;
    approvalWorker: Pick<ApprovalWorker, 'look'>;
  }): RollbackService {
    return new RollbackService(options);
  }

  readonly #options: Parameters<typeof RollbackService.create>[0];

  private constructor(options: Parameters<typeof RollbackService.create>[0]) {
    this.#options = options;
  }

  async rollBack(
    caller: Caller,
    options: Rollback & { serverRef: string },
  ): Promise<RollbackResult> {
    const { database, visibility, presenter, notifier, submissions } =
      this.#options;
    if (caller.actor) {
      throw registryError('decision.portal-only');
    }
    const { serverRef } = options;
    const reason = options.reason.trim();
    if (!reason) throw registryError('reason.required');
    const seen = await visibility.require(database.knex, caller, serverRef);
    const side = await this.#requireSide(caller, seen);
    const found = await mustFind(database.knex, seen.id, options);
    this.#options.freshSignIn.require(caller, [
      found.current.facts.riskTier,
      found.target.facts.riskTier,
    ]);
    if (needsReview(found, side)) {
      const revision = await submissions.submitAgain(caller, {
        server: found.server,
        revision: found.target,
        note: reason,
      });
      return {
        revision: await presenter.one(revision, found.server),
        outcome: 'submitted',
      };
    }
    const restored = await database.change(async tx => {
      const fresh = await mustFind(tx, seen.id, options);
      // It may belong to somebody else by now.
      if (side === 'owner' && !isOwnerSide(caller, fresh.server)) {
        throw registryError('server.not-owner');
      }
      if (needsReview(fresh, side))
        throw registryError('revision.base-changed');
      await this.#options.hold.requireGood(tx, fresh.target);
      return await this.#restoreIn(tx, caller, { ...fresh, reason });
    });
    // What waits is compared with another revision from now on, and so may wait for others.
    const { pendingDigest } = restored.server;
    if (pendingDigest) await this.#options.approvalWorker.look(pendingDigest);
    await notifier.rolledBack(restored.revision, {
      server: restored.server,
      by: caller.userEntityRef,
      reason,
    });
    return {
      revision: await presenter.one(restored.revision, restored.server),
      outcome: 'restored',
    };
  }

  /**
   * The same for somebody who decided by a merge in a repository.
   *
   * @returns false where going back has to be reviewed in the portal.
   */
  async rollBackByMerge(
    decider: Decider,
    options: Rollback & { serverId: string },
  ): Promise<boolean> {
    const { database, notifier } = this.#options;
    const { serverId, reason } = options;
    const by = decider.userEntityRef;
    const restored = await database.change(async tx => {
      const found = await mustFind(tx, serverId, options);
      const side = decider.isApprover ? 'reviewers' : 'owner';
      this.#options.freshSignIn.require(decider, [
        found.current.facts.riskTier,
        found.target.facts.riskTier,
      ]);
      const maySpeak = decider.isApprover || isOwnerSide(decider, found.server);
      if (!maySpeak || needsReview(found, side)) return undefined;
      await this.#options.hold.requireGood(tx, found.target);
      return await this.#restoreIn(tx, decider, { ...found, reason });
    });
    if (!restored) return false;
    const { revision, server } = restored;
    const { pendingDigest } = server;
    if (pendingDigest) await this.#options.approvalWorker.look(pendingDigest);
    await notifier.rolledBack(revision, { server, by, reason });
    return true;
  }

  /** Reviewers and the owner of what is approved now; nobody else, whoever owned it once. */
  async #requireSide(
    caller: Caller,
    server: ServerRecord,
  ): Promise<'reviewers' | 'owner'> {
    const { policy } = this.#options;
    if (
      caller.isApprover &&
      (await policy.allowsServer(caller, mcpServerApprovePermission, server))
    ) {
      return 'reviewers';
    }
    if (!isOwnerSide(caller, server)) {
      throw registryError('server.not-owner');
    }
    await policy.require(caller, mcpServerSubmitPermission);
    return 'owner';
  }

  async #restoreIn(
    tx: Knex.Transaction,
    caller: Decider,
    options: Found & { reason: string },
  ): Promise<{ revision: RevisionRecord; server: ServerRecord }> {
    const { server, current, target, reason } = options;
    const at = this.#options.clock.now().toISOString();
    const by = caller.userEntityRef;
    const written = await updateRevision(tx, {
      digest: target.digest,
      from: target.state,
      columns: { state: 'approved', decided_by: by, decided_at: at, reason },
    });
    if (!written) throw registryError('revision.not-restorable');
    await putInForce(tx, {
      caller,
      server,
      revision: target,
      event: 'restore',
      at,
    });
    await addHistory(tx, {
      kind: 'revision',
      id: target.digest,
      at,
      by,
      event: 'restored',
      reason,
      details: {
        insteadOf: current.digest,
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
      },
    });
    await touchServer(tx, server.id);
    const after = await mustFindServer(tx, server.id);
    const waiting =
      after.pendingDigest && (await findRevision(tx, after.pendingDigest));
    // What waits is compared with another revision from now on, and so may need others to agree.
    if (waiting) await alignConsents(tx, { server: after, revision: waiting });
    const revision = await findRevision(tx, target.digest);
    if (!revision) throw registryError('revision.not-found');
    return { revision, server: after };
  }
}

/** Taking over is agreed to by both sides, always; getting more than now, by somebody who reviews. */
function needsReview(
  { current, target }: Found,
  side: 'reviewers' | 'owner',
): boolean {
  if (requiredConsents(current.snapshot, target.snapshot).length > 1) {
    return true;
  }
  return side === 'owner' && widens(diffRevisions(current, target));
}

async function mustFind(
  knex: Knex,
  serverId: string,
  wanted: Pick<Rollback, 'digest' | 'seenApprovedDigest'>,
): Promise<Found> {
  const server = await mustFindServer(knex, serverId);
  if (server.life.retired || !server.current) {
    throw registryError('server.retired');
  }
  const target = await findRevision(knex, wanted.digest);
  if (!target || target.serverId !== serverId) {
    throw registryError('revision.not-found');
  }
  if (server.approvedDigest !== wanted.seenApprovedDigest) {
    throw registryError('revision.base-changed');
  }
  const current =
    server.approvedDigest && (await findRevision(knex, server.approvedDigest));
  const next = nextRevisionState(target.state, 'restore');
  if (!current || !next.ok) {
    throw registryError(
      'revision.not-restorable',
      next.ok ? undefined : `It is ${target.state}.`,
    );
  }
  return { server, current, target };
}

async function mustFindServer(knex: Knex, id: string): Promise<ServerRecord> {
  const server = await findServerById(knex, id);
  if (!server) throw registryError('server.not-found');
  return server;
}
