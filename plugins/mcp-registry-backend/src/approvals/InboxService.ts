import {
  mcpAccessDecidePermission,
  mcpServerApprovePermission,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { type AccessRequestPresenter } from '../access/AccessRequestPresenter';
import { toAccessRequestRecord } from '../access/AccessRequestStore';
import { activeGrants } from '../access/GrantStore';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionPresenter } from '../exceptions/ExceptionPresenter';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import { findRevisions, toRevisionRecord } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { Policy } from '../service/Policy';
import { showInboxExceptions } from './showInboxExceptions';
import type { ServerPresenter } from '../servers/ServerPresenter';
import { TokenCounter } from '../servers/TokenCounter';
import { findServersById } from '../servers/ServerStore';
import { findConditionsOf } from './conditions/ConditionStore';
import { toLiftRecord } from './conditions/LiftStore';
import { presentLifts, toShownCondition } from './conditions/presentConditions';
import type { AccessApprovals } from './access/AccessApprovals';
import type { Delegations } from './delegations/Delegations';
import { type InboxEntry, InboxQuery } from './InboxQuery';
import { showDecided } from './showDecided';

type Item = RegistrySchemas['InboxItem'];

/** Shows a person what waits for their decision, and what was decided. */
export class InboxService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    servers: ServerPresenter;
    requests: AccessRequestPresenter;
    revisions: RevisionPresenter;
    exceptions: ExceptionPresenter;
    delegations: Pick<Delegations, 'of'>;
    accessApprovals: Pick<AccessApprovals, 'isEnforced'>;
  }): InboxService {
    return new InboxService(options);
  }

  readonly #options: Parameters<typeof InboxService.create>[0];
  readonly #tokens = TokenCounter.create();

  private constructor(options: Parameters<typeof InboxService.create>[0]) {
    this.#options = options;
  }

  async count(caller: Caller): Promise<number> {
    return await (await this.#query(caller)).count();
  }

  async list(
    caller: Caller,
    options: { state?: 'open' | 'decided'; limit?: number; cursor?: string },
  ): Promise<RegistrySchemas['InboxPage']> {
    const state = options.state ?? 'open';
    const limit = options.limit ?? 25;
    const query = await this.#query(caller);
    const [entries, open] = await Promise.all([
      query.page({
        state,
        limit: limit + 1,
        key: decodeCursor(options.cursor),
      }),
      query.count(),
    ]);
    const page = cutPage(entries, {
      limit,
      keyOf: entry => [entry.sortedBy, entry.id],
    });
    return {
      items:
        state === 'open'
          ? await this.#show(caller, page.items)
          : await showDecided(caller, page.items, this.#options),
      open,
      nextCursor: page.nextCursor,
    };
  }

  /** Whoever decides about a revision sees what offering its tools costs a model. */
  async #price(
    digests: readonly string[],
    shown: Map<string, RegistrySchemas['Revision']>,
  ): Promise<void> {
    for (const digest of digests) {
      const revision = shown.get(digest);
      if (!revision) continue;
      const { toolSurface } = revision;
      const tools = await this.#tokens.price(toolSurface.tools);
      shown.set(digest, {
        ...revision,
        toolSurface: { ...toolSurface, tools },
      });
    }
  }

  async #query(caller: Caller): Promise<InboxQuery> {
    const { database, policy, delegations } = this.#options;
    return InboxQuery.create({
      knex: database.knex,
      caller,
      requests: await policy.allowedRequests(caller, mcpAccessDecidePermission),
      revisions: await policy.allowedServers(
        caller,
        mcpServerApprovePermission,
      ),
      owned: await policy.allows(caller, mcpServerSubmitPermission),
      principals: await delegations.of(caller, 'revisions'),
      requestPrincipals: await delegations.of(caller, 'access-requests'),
      hasAccessPolicies: this.#options.accessApprovals.isEnforced,
    });
  }

  async #show(caller: Caller, entries: InboxEntry[]): Promise<Item[]> {
    const { database, clock, servers, requests, revisions } = this.#options;
    const { knex } = database;
    const found = await findServersById(
      knex,
      entries.map(entry => entry.row.server_id),
    );
    const records = [...found.values()];
    const summaries = new Map(
      (await servers.summaries(caller, records)).map(summary => [
        summary.serverId,
        summary,
      ]),
    );
    // Only requests show what is approved beside them; with its tools it is the largest thing there is.
    const requested = entries.flatMap(({ kind, row }) =>
      kind === 'access-request' ? found.get(row.server_id) ?? [] : [],
    );
    const approved = await findRevisions(
      knex,
      requested.flatMap(server => server.approvedDigest ?? []),
    );
    const grants = await activeGrants(knex, {
      serverIds: requested.map(server => server.id),
      now: clock.now(),
    });
    // All of a kind at once: what a page costs does not grow with what is on it.
    const submitted = entries.flatMap(entry => {
      const server = found.get(entry.row.server_id);
      return entry.kind === 'revision' && server
        ? [{ revision: toRevisionRecord(entry.row), server }]
        : [];
    });
    const asked = entries.flatMap(entry => {
      const server = found.get(entry.row.server_id);
      return entry.kind === 'access-request' && server
        ? [{ request: toAccessRequestRecord(entry.row), server }]
        : [];
    });
    const compared = asked.flatMap(({ server }) => {
      const revision = approved.get(server.approvedDigest ?? '');
      return revision ? [{ revision, server }] : [];
    });
    const shownRevisions = new Map(
      (await revisions.many([...submitted, ...compared])).map(shown => [
        shown.digest,
        shown,
      ]),
    );
    await this.#price(
      submitted.map(each => each.revision.digest),
      shownRevisions,
    );
    const principals = await this.#options.delegations.of(
      caller,
      'access-requests',
    );
    const shownRequests = new Map(
      (await requests.many(caller, asked, principals)).map(shown => [
        shown.id,
        shown,
      ]),
    );
    const held = await findConditionsOf(
      knex,
      submitted.map(each => each.server.id),
    );
    const wishes = await presentLifts(knex, {
      caller,
      lifts: entries.flatMap(each =>
        each.kind === 'condition-lift' ? toLiftRecord(each.row) : [],
      ),
    });
    const exceptions = await showInboxExceptions(caller, {
      ...{ entries, servers: found, options: this.#options },
    });
    const items: Item[] = [];
    for (const entry of entries) {
      const server = found.get(entry.row.server_id);
      const summary = summaries.get(entry.row.server_id);
      if (!server || !summary) {
        continue;
      }
      if (entry.kind === 'revision') {
        const revision = shownRevisions.get(entry.id);
        if (!revision) continue;
        items.push({
          kind: 'revision',
          id: revision.digest,
          createdAt: revision.submittedAt,
          server: summary,
          revision,
          toolSurface: revision.toolSurface,
          conditions: held.get(server.id)?.map(one => toShownCondition(one)),
        });
      } else if (entry.kind === 'condition-lift') {
        const conditionLift = wishes.find(({ id }) => id === entry.id);
        if (!conditionLift) continue;
        items.push({
          ...{ kind: 'condition-lift', id: entry.id, server: summary },
          ...{ createdAt: conditionLift.requestedAt, conditionLift },
        });
      } else if (entry.kind === 'exception') {
        const exception = exceptions.get(entry.id);
        if (!exception) continue;
        items.push({
          kind: 'exception',
          id: exception.id,
          createdAt: exception.createdAt,
          server: summary,
          exception,
        });
      } else {
        const request = shownRequests.get(entry.id);
        if (!request) continue;
        const seen = approved.get(server.approvedDigest ?? '');
        const others = grants.filter(
          grant =>
            grant.serverId === server.id && grant.subject !== request.subject,
        );
        items.push({
          kind: 'access-request',
          id: request.id,
          createdAt: request.createdAt,
          server: summary,
          accessRequest: request,
          // What the approver looks at, so that a decision can name it and a newer one is a conflict.
          revision: seen && shownRevisions.get(seen.digest),
          toolSurface: seen?.toolSurface ?? { known: false, tools: [] },
          othersWithAccess: new Set(others.map(grant => grant.subject)).size,
        });
      }
    }
    return items;
  }
}
