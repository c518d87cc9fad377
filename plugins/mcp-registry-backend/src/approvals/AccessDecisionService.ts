import {
  mcpAccessDecidePermission,
  nextAccessRequestState,
  nextGrantState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import {
  type AccessRequestPresenter,
  mayUndo,
} from '../access/AccessRequestPresenter';
import {
  type AccessRequestRecord,
  type AccessTerms,
  findRequest,
  pendingKey,
  updateRequest,
} from '../access/AccessRequestStore';
import { endGrant, findGrant, insertGrant } from '../access/GrantStore';
import { narrowTerms } from '../access/terms';
import { toRequestResource } from '../access/toRequestResource';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { findRevision, type Proposal } from '../revisions/RevisionStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { roleInRequest, standsInFor } from './approvers';
import type { Delegations, Principal } from './delegations/Delegations';

const DAY_MS = 24 * 60 * 60 * 1000;

type Decision = RegistrySchemas['AccessDecision'];

interface Found {
  request: AccessRequestRecord;
  server: ServerRecord;
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
    const { database, policy, presenter, notifier } = this.#options;
    const seen = await mustFind(database.knex, id);
    const principals = await this.#options.delegations.of(
      caller,
      'access-requests',
    );
    requireRole(caller, seen, principals);
    await policy.requireRequest(
      caller,
      mcpAccessDecidePermission,
      toRequestResource(seen.request, seen.server),
    );
    if (decision.decision === 'deny' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    if (caller.actor) {
      await checkDecision(database.knex, seen, decision);
      const request = await this.#propose(caller, seen.request, decision);
      await notifier.decisionProposed(request, seen.server);
      return {
        request: await presenter.one(caller, request, seen.server),
        proposed: true,
      };
    }
    this.#options.freshSignIn.require(caller, [seen.server.facts.riskTier]);
    const decided = await database.change(
      async tx => await this.#decideIn(tx, caller, { ...options, principals }),
    );
    await notifier.accessDecided(decided.request, decided.server);
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
    const seen = await mustFind(database.knex, id);
    if (roleInRequest(caller, seen.request, seen.server) === 'stranger') {
      throw registryError('request.not-found');
    }
    if (seen.request.decidedBy !== caller.userEntityRef) {
      throw registryError('request.not-your-decision');
    }
    if (!mayUndo(caller, seen.request, clock.now())) {
      throw registryError('request.undo-over');
    }
    const undone = await database.change(
      async tx => await this.#undoIn(tx, caller, seen),
    );
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

  async #decideIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: {
      id: string;
      decision: Decision;
      principals: readonly Principal[];
    },
  ): Promise<Found> {
    const { id, decision, principals } = options;
    const { clock, undoWindowSeconds } = this.#options;
    const now = clock.now();
    const found = await mustFind(tx, id);
    requireRole(caller, found, principals);
    const granted = await checkDecision(tx, found, decision);
    const { request, server } = found;
    const grantId = granted ? uuid() : undefined;
    const written = await updateRequest(tx, {
      id,
      from: { state: 'pending' },
      columns: {
        state: granted ? 'approved' : 'denied',
        pending_key: null,
        granted: granted ? JSON.stringify(granted) : null,
        decided_at: now.toISOString(),
        decided_by: caller.userEntityRef,
        reason: decision.reason ?? null,
        revision_digest: server.approvedDigest ?? null,
        grant_id: grantId ?? null,
        undo_until: new Date(
          now.getTime() + undoWindowSeconds * 1000,
        ).toISOString(),
        proposal: null,
      },
    });
    if (!written) {
      throw registryError('request.already-decided');
    }
    if (granted && grantId) {
      await insertGrant(tx, {
        id: grantId,
        serverId: server.id,
        requestId: id,
        subject: request.subject,
        tools: granted.tools,
        state: 'active',
        purpose: request.purpose,
        createdAt: now.toISOString(),
        expiresAt: new Date(
          now.getTime() + granted.durationDays * DAY_MS,
        ).toISOString(),
        grantedBy: caller.userEntityRef,
        requestedBy: request.requestedBy,
        extendsGrant: request.extendsGrant,
      });
      await touchServer(tx, server.id);
    }
    await addHistory(tx, {
      kind: 'request',
      id,
      at: now.toISOString(),
      by: caller.userEntityRef,
      event: granted ? 'approved' : 'denied',
      reason: decision.reason,
      details: {
        asked: request.asked,
        ...onBehalfOf(caller, found, principals),
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
        ...(granted && { granted, grantId }),
        ...(server.approvedDigest && {
          revisionDigest: server.approvedDigest,
        }),
      },
    });
    return await mustFind(tx, id);
  }

  async #undoIn(
    tx: Knex.Transaction,
    caller: Caller,
    seen: Found,
  ): Promise<Found> {
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
    return await mustFind(tx, request.id);
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
  { request, server }: Found,
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
  { request, server }: Found,
  principals: readonly Principal[],
): { onBehalfOf?: string } {
  return roleInRequest(caller, request, server) === 'decides'
    ? {}
    : { onBehalfOf: standsInFor(request, server, principals) };
}

/**
 * Whether a decision can be made now, on what the approver saw.
 *
 * @returns what is granted, or nothing for a denial.
 */
async function checkDecision(
  knex: Knex,
  { request, server }: Found,
  decision: Decision,
): Promise<AccessTerms | undefined> {
  const next = nextAccessRequestState(request.state, decision.decision);
  if (!next.ok) {
    throw registryError(
      'request.already-decided',
      request.decidedBy && `It is ${request.state}, by ${request.decidedBy}.`,
    );
  }
  if (decision.decision === 'deny') {
    return undefined;
  }
  if (server.life.retired || !server.current) {
    throw registryError('server.retired');
  }
  const seen = decision.seenRevisionDigest;
  if (seen !== undefined && seen !== server.approvedDigest) {
    throw registryError('request.revision-changed');
  }
  const approved = server.approvedDigest
    ? await findRevision(knex, server.approvedDigest)
    : undefined;
  return narrowTerms({
    asked: request.asked,
    tools: decision.tools,
    durationDays: decision.durationDays,
    approved: approved?.toolSurface,
  });
}

async function mustFind(knex: Knex, id: string): Promise<Found> {
  const request = await findRequest(knex, id);
  const server = request && (await findServerById(knex, request.serverId));
  if (!request || !server) {
    throw registryError('request.not-found');
  }
  return { request, server };
}
