import {
  grantStateAt,
  mcpAccessRequestPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { v4 as uuid } from 'uuid';
import type { AccessApprovalWorker } from '../approvals/access/AccessApprovalWorker';
import type { AccessApprovals } from '../approvals/access/AccessApprovals';
import { isOwnerSide } from '../approvals/approvers';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExtensionSettings } from '../reviews/readReviewSettings';
import { findRevision } from '../revisions/RevisionStore';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { AccessRequestPresenter } from './AccessRequestPresenter';
import {
  type AccessRequestRecord,
  type AccessTerms,
  findRequest,
  insertRequest,
} from './AccessRequestStore';
import { findGrant, type GrantRecord } from './GrantStore';
import { grantByRule } from './grantByRule';
import { isByRule } from './isByRule';
import { riskOf } from './riskOf';

const DAY_MS = 24 * 60 * 60 * 1000;
const RULE = 'rule:access/extension';

/** What goes on from grants: requests that wait, and grants that came of them. */
export interface GrantLinks {
  pending: ReadonlyMap<string, string>;
  extended: ReadonlySet<string>;
}

/** Lets people keep what is about to end: by the owner's decision, or by the rule where the configuration lets it. */
export class GrantExtensions {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    presenter: AccessRequestPresenter;
    settings: ExtensionSettings;
    accessApprovals: Pick<AccessApprovals, 'isEnforced'>;
    accessApprovalWorker: Pick<AccessApprovalWorker, 'take'>;
  }): GrantExtensions {
    return new GrantExtensions(options);
  }

  readonly #options: Parameters<typeof GrantExtensions.create>[0];

  private constructor(options: Parameters<typeof GrantExtensions.create>[0]) {
    this.#options = options;
  }

  async linksOf(grants: readonly GrantRecord[]): Promise<GrantLinks> {
    const { knex } = this.#options.database;
    const ids = grants.map(({ id }) => id);
    const requests: { id: string; state: string; extends_grant: string }[] =
      await knex('access_requests')
        .whereIn('extends_grant', ids)
        .whereIn('state', ['pending', 'approved'])
        .select('id', 'state', 'extends_grant');
    return {
      pending: new Map(
        requests
          .filter(({ state }) => state === 'pending')
          .map(({ id, extends_grant: grant }) => [grant, id]),
      ),
      extended: new Set(
        requests
          .filter(({ state }) => state === 'approved')
          .map(({ extends_grant: grant }) => grant),
      ),
    };
  }

  /** What somebody could do with a grant of theirs; nothing where it is not theirs, or has ended. */
  offer(
    caller: Caller,
    options: { grant: GrantRecord; server: ServerRecord; links: GrantLinks },
  ): RegistrySchemas['GrantExtension'] | undefined {
    const { grant, server, links } = options;
    const { clock, settings } = this.#options;
    const state = grantStateAt(grant, clock.now());
    const isTheirs =
      belongsTo(caller, grant.subject) ||
      grant.requestedBy === caller.userEntityRef;
    if (
      !isTheirs ||
      grant.kind !== 'standard' ||
      (state !== 'active' && state !== 'suspended')
    ) {
      return undefined;
    }
    const pendingRequestId = links.pending.get(grant.id);
    return {
      canExtend:
        !pendingRequestId &&
        !links.extended.has(grant.id) &&
        !server.life.retired &&
        server.current,
      maxDays: settings.maxDays,
      pendingRequestId,
      isExtended: links.extended.has(grant.id),
    };
  }

  /** @returns the request: decided already where the rule lets it. */
  async extend(
    caller: Caller,
    options: { id: string; durationDays?: number },
  ): Promise<RegistrySchemas['AccessRequest']> {
    const { database, policy, presenter, notifier, settings } = this.#options;
    const { knex } = database;
    const grant = await findGrant(knex, options.id);
    const server = grant && (await findServerById(knex, grant.serverId));
    if (!grant || !server) throw registryError('grant.not-found');
    const offer = this.offer(caller, {
      ...{ grant, server },
      links: await this.linksOf([grant]),
    });
    if (!offer) {
      const isSeen =
        belongsTo(caller, grant.subject) ||
        grant.requestedBy === caller.userEntityRef;
      throw registryError(isSeen ? 'grant.not-extensible' : 'grant.not-found');
    }
    if (offer.pendingRequestId) throw registryError('request.exists');
    if (!offer.canExtend) throw registryError('grant.not-extensible');
    await policy.require(caller, mcpAccessRequestPermission);
    const before = await findRequest(knex, grant.requestId);
    const usual = before?.granted?.durationDays ?? 1;
    const wanted = options.durationDays ?? Math.min(usual, settings.maxDays);
    if (wanted > settings.maxDays) {
      throw registryError(
        'grant.not-extensible',
        `It can be extended by at most ${settings.maxDays} days.`,
      );
    }
    const approved = server.approvedDigest
      ? await findRevision(knex, server.approvedDigest)
      : undefined;
    const tools = stillThere(grant, approved?.toolSurface);
    const { automatic } = settings;
    const canRuleGive =
      // Where policies say who decides, they say it of extensions too.
      !this.#options.accessApprovals.isEnforced &&
      !caller.actor &&
      grantStateAt(grant, this.#options.clock.now()) === 'active' &&
      // A person decides every second time at least.
      !isByRule(grant.grantedBy) &&
      automatic.tiers.includes(riskOf(server, approved)) &&
      (options.durationDays ?? 0) <= automatic.maxDays;
    const terms = {
      tools,
      durationDays: canRuleGive ? Math.min(wanted, automatic.maxDays) : wanted,
    };
    if (canRuleGive) {
      const request = await this.#byRule(caller, { grant, server, terms });
      await notifier.accessDecided(request, server);
      return await presenter.one(caller, request, server);
    }
    const request = await this.#ask(caller, { grant, server, terms });
    const taken = await this.#options.accessApprovalWorker.take(
      request,
      server,
    );
    return await presenter.one(caller, taken, server);
  }

  async #byRule(
    caller: Caller,
    options: { grant: GrantRecord; server: ServerRecord; terms: AccessTerms },
  ): Promise<AccessRequestRecord> {
    const { database, clock } = this.#options;
    const { grant, server, terms } = options;
    return await database.change(async tx => {
      const now = clock.now();
      const fresh = await findGrant(tx, grant.id);
      const other = await tx('grants')
        .where({ extends_grant: grant.id })
        .first('id');
      if (!fresh || grantStateAt(fresh, now) !== 'active' || other) {
        throw registryError('grant.not-extensible');
      }
      const decided = await grantByRule(tx, {
        request: { ...this.#common(caller, options), extendsGrant: grant.id },
        ...{ server, terms, now, kind: 'standard', rule: RULE },
        expiresAt: new Date(
          Date.parse(fresh.expiresAt) + terms.durationDays * DAY_MS,
        ),
        details: { extends: grant.id, until: fresh.expiresAt },
      });
      return decided.request;
    });
  }

  async #ask(
    caller: Caller,
    options: { grant: GrantRecord; server: ServerRecord; terms: AccessTerms },
  ): Promise<AccessRequestRecord> {
    const { database, clock } = this.#options;
    const { grant, server, terms } = options;
    const request: AccessRequestRecord = {
      ...this.#common(caller, options),
      ...{ id: uuid(), serverId: server.id, asked: terms, state: 'pending' },
      createdAt: clock.now().toISOString(),
      extendsGrant: grant.id,
    };
    try {
      await database.transaction(async tx => {
        await insertRequest(tx, request);
        await addHistory(tx, {
          ...{ kind: 'request', id: request.id, at: request.createdAt },
          ...{ by: caller.userEntityRef, actor: caller.actor },
          ...{ event: 'requested', reason: request.purpose },
          details: {
            ...{ asked: terms, subject: request.subject },
            extends: grant.id,
          },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw registryError('request.exists');
      throw error;
    }
    return request;
  }

  #common(
    caller: Caller,
    { grant, server }: { grant: GrantRecord; server: ServerRecord },
  ) {
    return {
      requestedBy: caller.userEntityRef,
      subject: grant.subject,
      purpose: grant.purpose,
      route: isOwnerSide(caller, server)
        ? ('approver-group' as const)
        : ('owner' as const),
    };
  }
}

/** What the grant covers and the server still has; a tool that is gone does not keep the rest from going on. */
function stillThere(
  grant: GrantRecord,
  surface: { known: boolean; tools: { name: string }[] } | undefined,
): AccessTerms['tools'] {
  if (grant.tools.kind === 'all' || !surface?.known) return grant.tools;
  const known = new Set(surface.tools.map(({ name }) => name));
  const names = grant.tools.names.filter(name => known.has(name));
  if (names.length === 0) throw registryError('grant.not-extensible');
  return { kind: 'named', names };
}
