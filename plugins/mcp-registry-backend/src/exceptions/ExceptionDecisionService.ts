import {
  exceptionStateAt,
  mcpServerAdministerPermission,
  mcpServerApprovePermission,
  nextExceptionState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { isOwnerSide } from '../approvals/approvers';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Proposal } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { concerns } from '../servers/ServerVisibility';
import type { ExceptionHold } from './ExceptionHold';
import type { ExceptionNotices } from './ExceptionNotices';
import type { ExceptionPresenter } from './ExceptionPresenter';
import { type FoundException, requireDecider } from './exceptionRole';
import { updateException } from './ExceptionStore';
import type { ExceptionTerms } from './ExceptionTerms';
import { mustFindException } from './mustFindException';
import { stopWhereOver } from './stopWhereOver';

type Decision = RegistrySchemas['ExceptionDecision'];

/** Lets the review team decide about exceptions, and anybody concerned give one up. */
export class ExceptionDecisionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notices: ExceptionNotices;
    presenter: ExceptionPresenter;
    terms: ExceptionTerms;
    hold: ExceptionHold;
    freshSignIn: FreshSignInRule;
  }): ExceptionDecisionService {
    return new ExceptionDecisionService(options);
  }

  readonly #options: Parameters<typeof ExceptionDecisionService.create>[0];

  private constructor(
    options: Parameters<typeof ExceptionDecisionService.create>[0],
  ) {
    this.#options = options;
  }

  async decide(
    caller: Caller,
    options: { id: string; decision: Decision },
  ): Promise<{ exception: RegistrySchemas['Exception']; proposed: boolean }> {
    const { id, decision } = options;
    const { database, policy, presenter, notices } = this.#options;
    const seen = await mustFindException(database.knex, id);
    requireDecider(caller, seen);
    await policy.requireServer(caller, mcpServerApprovePermission, seen.server);
    if (decision.decision === 'deny' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    if (caller.actor) {
      await this.#check(database.knex, seen, decision);
      await this.#propose(caller, seen, decision);
      const found = await mustFindException(database.knex, id);
      await notices.proposed(found);
      return {
        exception: await presenter.one(caller, found),
        proposed: true,
      };
    }
    this.#options.freshSignIn.require(caller, [
      seen.revision.facts.riskTier,
      seen.server.facts.riskTier,
    ]);
    const found = await database.change(
      async tx => await this.#decideIn(tx, caller, options),
    );
    await notices.decided(found);
    return { exception: await presenter.one(caller, found), proposed: false };
  }

  /** Ends one before its time. It gives nobody anything, so one person is enough; what serves because of it stops. */
  async revoke(
    caller: Caller,
    options: { id: string; reason: string },
  ): Promise<RegistrySchemas['Exception']> {
    const { database, clock, policy, presenter, notices, hold } = this.#options;
    if (caller.actor) throw registryError('decision.portal-only');
    const { id } = options;
    const reason = options.reason.trim();
    if (!reason) throw registryError('reason.required');
    const seen = await mustFindException(database.knex, id);
    if (!concerns(caller, seen.server)) {
      throw registryError('exception.not-found');
    }
    if (!isOwnerSide(caller, seen.server)) {
      if (!caller.isApprover) throw registryError('server.not-owner');
      await policy.requireServer(
        caller,
        mcpServerAdministerPermission,
        seen.server,
      );
    }
    const by = caller.userEntityRef;
    const at = clock.now().toISOString();
    const { found, stopped } = await database.change(async tx => {
      const { exception } = await mustFindException(tx, id);
      const next = nextExceptionState(
        exceptionStateAt(exception, clock.now()),
        'revoke',
      );
      const written =
        next.ok &&
        (await updateException(tx, {
          id,
          from: 'approved',
          columns: {
            state: next.state,
            closed_by: by,
            closed_at: at,
            close_reason: reason,
          },
        }));
      if (!written) throw registryError('exception.not-in-force');
      await addHistory(tx, {
        ...{ kind: 'exception', id, at, by, event: 'revoked', reason },
      });
      await touchServer(tx, exception.serverId);
      return {
        stopped: await stopWhereOver(tx, {
          ...{ serverId: exception.serverId, at, hold },
        }),
        found: await mustFindException(tx, id),
      };
    });
    await notices.over(found, { how: 'revoked', reason, by, stopped });
    return await presenter.one(caller, found);
  }

  async #propose(
    caller: Caller,
    { exception }: FoundException,
    decision: Decision,
  ): Promise<void> {
    const at = this.#options.clock.now().toISOString();
    const proposal: Proposal = {
      ...decision,
      proposedBy: caller.userEntityRef,
      actor: caller.actor,
      proposedAt: at,
    };
    await this.#options.database.transaction(async tx => {
      const written = await updateException(tx, {
        id: exception.id,
        from: 'requested',
        columns: { proposal: JSON.stringify(proposal) },
      });
      if (!written) throw registryError('exception.already-decided');
      await addHistory(tx, {
        ...{ kind: 'exception', id: exception.id, at, event: 'proposed' },
        ...{ by: caller.userEntityRef, actor: caller.actor },
        reason: decision.reason,
        details: { ...decision },
      });
    });
  }

  async #decideIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: { id: string; decision: Decision },
  ): Promise<FoundException> {
    const { id, decision } = options;
    const at = this.#options.clock.now().toISOString();
    const found = await mustFindException(tx, id);
    requireDecider(caller, found);
    const { state, expiresAt } = await this.#check(tx, found, decision);
    const written = await updateException(tx, {
      id,
      from: 'requested',
      columns: {
        state,
        expires_at: expiresAt,
        decided_by: caller.userEntityRef,
        decided_at: at,
        decision_reason: decision.reason ?? null,
      },
    });
    if (!written) throw registryError('exception.already-decided');
    await addHistory(tx, {
      ...{ kind: 'exception', id, at, by: caller.userEntityRef, event: state },
      reason: decision.reason,
      details: {
        ...(state === 'approved' && {
          asked: found.exception.expiresAt,
          expiresAt,
        }),
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
      },
    });
    // What serves because of it may serve longer now.
    await touchServer(tx, found.server.id);
    return await mustFindException(tx, id);
  }

  /** @returns what it becomes. @throws where it cannot be decided like this now. */
  async #check(
    knex: Knex,
    found: FoundException,
    decision: Decision,
  ): Promise<{ state: 'approved' | 'denied'; expiresAt: string }> {
    const { terms } = this.#options;
    const { exception, server, revision } = found;
    const next = nextExceptionState(exception.state, decision.decision);
    if (!next.ok) throw registryError('exception.already-decided', next.reason);
    if (decision.decision === 'deny') {
      return { state: 'denied', expiresAt: exception.expiresAt };
    }
    const { digest } = exception;
    const isLive =
      digest === server.approvedDigest || digest === server.pendingDigest;
    if (server.life.retired || !isLive) throw registryError('checks.not-live');
    await terms.requireFinding(knex, exception);
    const expiresAt = terms.checkEnd(
      { revision, server },
      decision.expiresAt ?? exception.expiresAt,
    );
    if (expiresAt > exception.expiresAt) {
      throw registryError(
        'exception.until',
        `It was asked for until ${exception.expiresAt}.`,
      );
    }
    return { state: 'approved', expiresAt };
  }
}
