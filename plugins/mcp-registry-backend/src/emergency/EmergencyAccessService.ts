import {
  mcpAccessRequestPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import type { AccessTerms } from '../access/AccessRequestStore';
import { grantByRule } from '../access/grantByRule';
import { riskOf } from '../access/riskOf';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { ReviewNotifier } from '../reviews/ReviewNotifier';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import {
  type EmergencyReviewRecord,
  insertEmergencyReview,
} from './EmergencyReviewStore';
import type { EmergencyPolicy } from './readEmergencyPolicies';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
/** Whoever has so many unreviewed takes no more. */
const MAX_UNREVIEWED = 3;

interface Taken {
  review: EmergencyReviewRecord;
  server: ServerRecord;
  policy: EmergencyPolicy;
  requestId: string;
}

/** Lets people take access at once where a policy for emergencies says so: short, with a reason, loudly, and reviewed afterwards. */
export class EmergencyAccessService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    freshSignIn: FreshSignInRule;
    reviewNotifier: ReviewNotifier;
    policies: readonly EmergencyPolicy[];
  }): EmergencyAccessService {
    return new EmergencyAccessService(options);
  }

  readonly #options: Parameters<typeof EmergencyAccessService.create>[0];

  private constructor(
    options: Parameters<typeof EmergencyAccessService.create>[0],
  ) {
    this.#options = options;
  }

  /** What the caller could take; nothing where no policy says so. */
  async offers(
    caller: Caller,
    serverRef: string,
  ): Promise<{ items: RegistrySchemas['EmergencyOffer'][] }> {
    const { database, visibility, policies } = this.#options;
    if (policies.length === 0) return { items: [] };
    const { knex } = database;
    const server = await visibility.require(knex, caller, serverRef);
    const approved = await approvedOf(knex, server);
    return {
      items: this.#policiesOf(caller, server, approved).map(policy => ({
        id: policy.id,
        title: policy.title,
        maxMinutes: policy.maxMinutes,
        ...(policy.tools && { tools: policy.tools }),
        told: [...new Set([server.facts.owner, ...policy.tell])],
      })),
    };
  }

  async take(
    caller: Caller,
    options: {
      serverRef: string;
      policyId: string;
      minutes?: number;
      reason: string;
    },
  ): Promise<{ grantId: string; reviewId: string; expiresAt: string }> {
    const { database, policy, visibility, freshSignIn } = this.#options;
    // An agent that holds somebody's session is no emergency of theirs.
    if (caller.actor) throw registryError('decision.portal-only');
    const seen = await visibility.require(
      database.knex,
      caller,
      options.serverRef,
    );
    await policy.require(caller, mcpAccessRequestPermission);
    if (!options.reason.trim()) throw registryError('reason.required');
    freshSignIn.require(caller, ['critical']);
    let expiresAt = '';
    const taken = await database.change(async tx => {
      const done = await this.#takeIn(tx, caller, { ...options, id: seen.id });
      expiresAt = done.expiresAt;
      return done.taken;
    });
    const minutes = Math.round(
      (Date.parse(expiresAt) - Date.parse(taken.review.createdAt)) / MINUTE_MS,
    );
    await this.#options.reviewNotifier.emergencyTaken({
      ...{ review: taken.review, server: taken.server, minutes },
      tell: taken.policy.tell,
    });
    return {
      ...{ grantId: taken.review.grantId, reviewId: taken.review.id },
      expiresAt,
    };
  }

  async #takeIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: { id: string; policyId: string; minutes?: number; reason: string },
  ): Promise<{ taken: Taken; expiresAt: string }> {
    const now = this.#options.clock.now();
    const server = await findServerById(tx, options.id);
    const approved = server && (await approvedOf(tx, server));
    const policy =
      server &&
      this.#policiesOf(caller, server, approved).find(
        ({ id }) => id === options.policyId,
      );
    if (!server || !policy) throw registryError('emergency.off');
    if (server.status !== 'active' || !server.current || !approved) {
      throw registryError('emergency.not-served');
    }
    await this.#requireRoom(tx, caller, { server, now });
    const minutes = Math.min(
      options.minutes ?? policy.maxMinutes,
      policy.maxMinutes,
    );
    const expiresAt = new Date(now.getTime() + minutes * MINUTE_MS);
    const rule = `rule:break-glass/${policy.id}`;
    const { request, grant } = await grantByRule(tx, {
      request: {
        ...{ requestedBy: caller.userEntityRef, subject: caller.userEntityRef },
        ...{ route: 'owner', purpose: options.reason },
      },
      terms: {
        tools: toolsOf(policy, approved),
        ...{ durationDays: 1, durationMinutes: minutes },
      },
      ...{ server, kind: 'break-glass', rule, now, expiresAt },
      details: {
        policy: policy.id,
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
      },
    });
    const after = (hours: number) =>
      new Date(now.getTime() + hours * HOUR_MS).toISOString();
    const review: EmergencyReviewRecord = {
      ...{ id: uuid(), grantId: grant.id, serverId: server.id },
      ...{ policy: policy.id, takenBy: caller.userEntityRef, state: 'open' },
      ...{ reason: options.reason, closers: policy.closers },
      ...{ escalateTo: policy.escalateTo, createdAt: now.toISOString() },
      remindAt: after(policy.remindAfterHours),
      escalateAt: after(policy.escalateAfterHours),
    };
    await insertEmergencyReview(tx, review);
    await addHistory(tx, {
      ...{ kind: 'server', id: server.id, at: review.createdAt },
      ...{ by: caller.userEntityRef, event: 'break-glass' },
      reason: options.reason,
      details: { policy: policy.id, grantId: grant.id, reviewId: review.id },
    });
    return {
      taken: { review, server, policy, requestId: request.id },
      expiresAt: grant.expiresAt,
    };
  }

  /** One at a time for a server, and none for those whose earlier ones nobody looked at. */
  async #requireRoom(
    tx: Knex,
    caller: Caller,
    { server, now }: { server: ServerRecord; now: Date },
  ): Promise<void> {
    const held = await tx('grants')
      .where({
        ...{ server_id: server.id, subject: caller.userEntityRef },
        ...{ kind: 'break-glass', state: 'active' },
      })
      .where('expires_at', '>', now.toISOString())
      .first('id');
    if (held) throw registryError('emergency.active');
    const rows = await tx('emergency_reviews')
      .where({ taken_by: caller.userEntityRef })
      .whereNull('closed_at')
      .count<{ total: number | string }[]>({ total: '*' });
    if (Number(rows[0]?.total ?? 0) >= MAX_UNREVIEWED) {
      throw registryError('emergency.review-open');
    }
  }

  #policiesOf(
    caller: Caller,
    server: ServerRecord,
    approved: RevisionRecord | undefined,
  ): EmergencyPolicy[] {
    const tier = riskOf(server, approved);
    return this.#options.policies.filter(
      ({ servers, tiers, who }) =>
        who.some(group => belongsTo(caller, group)) &&
        (servers.length === 0 || servers.includes(server.serverRef)) &&
        (tiers.length === 0 || tiers.includes(tier)),
    );
  }
}

async function approvedOf(
  knex: Knex,
  server: ServerRecord,
): Promise<RevisionRecord | undefined> {
  return server.approvedDigest
    ? await findRevision(knex, server.approvedDigest)
    : undefined;
}

/** Those of the policy's tools that the server has. */
function toolsOf(
  { tools }: EmergencyPolicy,
  approved: RevisionRecord,
): AccessTerms['tools'] {
  if (!tools) return { kind: 'all' };
  const there = new Set(approved.toolSurface.tools.map(({ name }) => name));
  const names = tools.filter(name => there.has(name));
  if (names.length === 0) throw registryError('emergency.off');
  return { kind: 'named', names };
}
