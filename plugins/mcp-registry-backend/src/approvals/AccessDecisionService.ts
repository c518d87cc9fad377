import {
  mcpAccessDecidePermission,
  nextAccessRequestState,
  nextGrantState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type AccessRequestPresenter,
  mayUndo,
} from '../access/AccessRequestPresenter';
import {
  type AccessRequestRecord,
  pendingKey,
  updateRequest,
} from '../access/AccessRequestStore';
import {
  checkAccessDecision,
  type FoundRequest,
  mustFindRequest,
} from '../access/checkAccessDecision';
import { endGrant, findGrant } from '../access/GrantStore';
import { settleRequest } from '../access/settleRequest';
import { toRequestResource } from '../access/toRequestResource';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { Proposal } from '../revisions/RevisionStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { AccessApprovalWorker } from './access/AccessApprovalWorker';
import type { AccessReviewing, AccessSpeaker } from './access/AccessReviewing';
import { voidAccessReviews } from './access/AccessReviewStore';
import { roleInRequest, standsInFor } from './approvers';
import type { Delegations, Principal } from './delegations/Delegations';

type Decision = RegistrySchemas['AccessDecision'];

interface Decided extends FoundRequest {
  /** Whom it still waits for, where this was not the last. */
  missing: string[];
}

/** The outcome of a decision: decided, or kept as a proposal. */
export interface AccessDecisionResult {
  request: RegistrySchemas['AccessRequest'];
  proposed: boolean;
}

/** Lets those who own a server decide who may use it, and take a decision back for a moment. */
export class AccessDecisionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    presenter: AccessRequestPresenter;
    freshSignIn: FreshSignInRule;
    delegations: Pick<Delegations, 'of'>;
    undoWindowSeconds: number;
    reviewing: AccessReviewing;
    accessApprovalWorker: Pick<AccessApprovalWorker, 'look'>;
  }): AccessDecisionService {
    return new AccessDecisionService(options);
  }

  readonly #options: Parameters<typeof AccessDecisionService.create>[0];

  private constructor(
    options: Parameters<typeof AccessDecisionService.create>[0],
  ) {
    this.#options = options;
  }

  async decide(
    caller: Caller,
    options: { id: string; decision: Decision },
  ): Promise<AccessDecisionResult> {
    const { id, decision } = options;
    const { database, policy, presenter, notifier, reviewing } = this.#options;
    const found = await mustFindRequest(database.knex, id);
    const principals = await this.#options.delegations.of(
      caller,
      'access-requests',
    );
    const speaker = reviewing.isEnforced
      ? await reviewing.prepare(database.knex, {
          ...{ caller, principals, found, decision },
        })
      : undefined;
    if (!speaker) requireRole(caller, found, principals);
    await policy.requireRequest(
      caller,
      mcpAccessDecidePermission,
      toRequestResource(found.request, found.server),
    );
    if (decision.decision === 'deny' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    if (caller.actor) {
      await checkAccessDecision(database.knex, found, decision);
      const request = await this.#propose(caller, found.request, decision);
      await notifier.decisionProposed(request, found.server);
      return {
        request: await presenter.one(caller, request, found.server),
        proposed: true,
      };
    }
    this.#options.freshSignIn.require(caller, [
      found.server.facts.riskTier,
      ...(speaker ? [speaker.standing.facts.risk] : []),
    ]);
    if (speaker) reviewing.requireSignIn(speaker, decision);
    const observed = await reviewing.noteObserved(database.knex, {
      ...{ caller, found },
    });
    const decided = await database.change(async tx =>
      speaker
        ? await this.#reviewIn(tx, speaker, { id, decision })
        : await this.#decideIn(tx, caller, {
            ...{ ...options, principals, observed },
          }),
    );
    if (decided.request.state === 'pending') {
      await notifier.accessStillAsked(decided.request, {
        ...{ server: decided.server, to: decided.missing },
        by: caller.userEntityRef,
      });
    } else {
      await notifier.accessDecided(decided.request, decided.server);
    }
    return {
      request: await presenter.one(caller, decided.request, decided.server),
      proposed: false,
    };
  }

  /** Takes a decision back. Taking back an approval ends its grant at once. */
  async undo(
    caller: Caller,
    id: string,
  ): Promise<RegistrySchemas['AccessRequest']> {
    const { database, clock, presenter, notifier } = this.#options;
    if (caller.actor) {
      throw registryError('decision.portal-only');
    }
    const seen = await mustFindRequest(database.knex, id);
    const isDecider = seen.request.decidedBy === caller.userEntityRef;
    if (
      !isDecider &&
      roleInRequest(caller, seen.request, seen.server) === 'stranger'
    ) {
      throw registryError('request.not-found');
    }
    if (!isDecider) {
      throw registryError('request.not-your-decision');
    }
    if (!mayUndo(caller, seen.request, clock.now())) {
      throw registryError('request.undo-over');
    }
    const undone = await database.change(
      async tx => await this.#undoIn(tx, caller, seen),
    );
    // Whom it waits for now.
    await this.#options.accessApprovalWorker.look(id);
    await notifier.decisionTakenBack(undone.request, undone.server);
    return await presenter.one(caller, undone.request, undone.server);
  }

  async #propose(
    caller: Caller,
    request: AccessRequestRecord,
    decision: Decision,
  ): Promise<AccessRequestRecord> {
    const at = this.#options.clock.now().toISOString();
    const proposal: Proposal = {
      decision: decision.decision,
      reason: decision.reason,
      tools: decision.tools,
      durationDays: decision.durationDays,
      proposedBy: caller.userEntityRef,
      actor: caller.actor,
      proposedAt: at,
    };
    await this.#options.database.transaction(async tx => {
      const written = await updateRequest(tx, {
        id: request.id,
        from: { state: 'pending' },
        columns: { proposal: JSON.stringify(proposal) },
      });
      if (!written) {
        throw registryError('request.already-decided');
      }
      await addHistory(tx, {
        kind: 'request',
        id: request.id,
        at,
        by: caller.userEntityRef,
        actor: caller.actor,
        event: 'proposed',
        reason: decision.reason,
        details: {
          decision: decision.decision,
          tools: decision.tools,
          durationDays: decision.durationDays,
        },
      });
    });
    return { ...request, proposal };
  }

  async #reviewIn(
    tx: Knex.Transaction,
    speaker: AccessSpeaker,
    options: { id: string; decision: Decision },
  ): Promise<Decided> {
    const { id, decision } = options;
    const found = await mustFindRequest(tx, id);
    const terms = await checkAccessDecision(tx, found, decision);
    const { missing } = await this.#options.reviewing.reviewIn(tx, {
      ...{ speaker, found, decision, terms },
    });
    return { ...(await mustFindRequest(tx, id)), missing };
  }

  async #decideIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: {
      id: string;
      decision: Decision;
      principals: readonly Principal[];
      /** What policies that are observed would still have asked for. */
      observed: Record<string, unknown>;
    },
  ): Promise<Decided> {
    const { id, decision, principals } = options;
    const { clock, undoWindowSeconds } = this.#options;
    const now = clock.now();
    const found = await mustFindRequest(tx, id);
    requireRole(caller, found, principals);
    const granted = await checkAccessDecision(tx, found, decision);
    await settleRequest(tx, {
      ...{ ...found, granted, now, by: caller.userEntityRef },
      reason: decision.reason,
      undoUntil: new Date(now.getTime() + undoWindowSeconds * 1000),
      details: {
        ...onBehalfOf(caller, found, principals),
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
        ...(granted && options.observed),
      },
    });
    return { ...(await mustFindRequest(tx, id)), missing: [] };
  }

  async #undoIn(
    tx: Knex.Transaction,
    caller: Caller,
    seen: FoundRequest,
  ): Promise<FoundRequest> {
    const { request, server } = seen;
    const at = this.#options.clock.now().toISOString();
    const next = nextAccessRequestState(request.state, 'undo');
    if (!next.ok) {
      throw registryError('request.undo-over', next.reason);
    }
    const written = await this.#reopen(tx, request);
    if (!written) {
      throw registryError('request.already-decided');
    }
    const grant = request.grantId
      ? await findGrant(tx, request.grantId)
      : undefined;
    await voidAccessReviews(tx, request.id);
    const ended = grant && nextGrantState(grant.state, 'revoke');
    if (grant && ended?.ok) {
      const sequence = await touchServer(tx, server.id);
      await endGrant(tx, {
        id: grant.id,
        columns: {
          state: ended.state,
          revoked_at: at,
          revoked_by: caller.userEntityRef,
          revoke_reason: 'The approval was taken back.',
          revoked_sequence: sequence,
        },
      });
    }
    await addHistory(tx, {
      kind: 'request',
      id: request.id,
      at,
      by: caller.userEntityRef,
      event: 'undone',
      details: { decision: request.state, grantId: request.grantId },
    });
    return await mustFindRequest(tx, request.id);
  }

  async #reopen(
    tx: Knex.Transaction,
    request: AccessRequestRecord,
  ): Promise<boolean> {
    try {
      return await updateRequest(tx, {
        id: request.id,
        from: { state: request.state, decidedAt: request.decidedAt },
        columns: {
          state: 'pending',
          pending_key: pendingKey(request.serverId, request.subject),
          granted: null,
          decided_at: null,
          decided_by: null,
          reason: null,
          revision_digest: null,
          grant_id: null,
          undo_until: null,
        },
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw registryError('request.exists');
      }
      throw error;
    }
  }
}

/** The one who asked never decides, whatever groups they are in; to strangers the request is unknown. */
function requireRole(
  caller: Caller,
  { request, server }: FoundRequest,
  principals: readonly Principal[],
): void {
  const role = roleInRequest(caller, request, server, principals);
  switch (role) {
    case 'decides':
      return;
    case 'requester':
      throw registryError('request.own');
    case 'concerned':
      throw registryError('request.not-approver');
    default:
      throw registryError('request.not-found');
  }
}

/** In whose place they decide, where they could not in their own name. */
function onBehalfOf(
  caller: Caller,
  { request, server }: FoundRequest,
  principals: readonly Principal[],
): { onBehalfOf?: string } {
  return roleInRequest(caller, request, server) === 'decides'
    ? {}
    : { onBehalfOf: standsInFor(request, server, principals) };
}
