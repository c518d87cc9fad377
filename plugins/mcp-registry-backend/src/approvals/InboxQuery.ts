import type {
  McpAccessRequestFilter,
  McpServerFilter,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import type { AccessRequestRow } from '../access/AccessRequestStore';
import { afterKey } from '../database/afterKey';
import { applyCriteria } from '../database/applyCriteria';
import type { Key } from '../database/keyset';
import {
  countExceptions,
  type ExceptionEntry,
  pageOfExceptions,
} from '../exceptions/inboxExceptions';
import {
  countLifts,
  type LiftEntry,
  pageOfLifts,
} from './conditions/inboxLifts';
import {
  HEAD_COLUMNS,
  type RevisionHeadRow,
  type RevisionRow,
} from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Allowed } from '../service/Policy';
import type { Principal } from './delegations/Delegations';
import { accessWaitsOf } from './access/AccessStandingStore';
import { hasAgreed, saidOf } from './access/hasAgreed';
import type { AskedKind } from './reviews/askedOf';

/** One thing to decide, or that was decided. What a revision was about is read only while it waits. */
export type InboxEntry = { id: string; sortedBy: string } & (
  | { kind: 'access-request'; row: AccessRequestRow }
  | { kind: 'revision'; row: RevisionRow }
  | { kind: 'decided-revision'; row: RevisionHeadRow }
  | Pick<ExceptionEntry, 'kind' | 'row'>
  | Pick<LiftEntry, 'kind' | 'row'>
);

type State = 'open' | 'decided';

const SERVER_COLUMNS = {
  owner: 'servers.owner',
  status: 'servers.status',
  riskTier: 'servers.risk_tier',
  dataClassification: 'servers.data_classification',
};
const REQUEST_COLUMNS = {
  requestedBy: 'access_requests.requested_by',
  subject: 'access_requests.subject',
  status: 'access_requests.state',
  owner: 'servers.owner',
  riskTier: 'servers.risk_tier',
  dataClassification: 'servers.data_classification',
};

/** Finds what waits for one person, in the same terms as `roleInRequest` and `capacityOf` judge a single one. */
export class InboxQuery {
  static create(options: {
    knex: Knex;
    caller: Caller;
    requests: Allowed<McpAccessRequestFilter>;
    revisions: Allowed<McpServerFilter>;
    /** Whether the caller may speak for what they own. */
    owned: boolean;
    /** For whom they stand in, about revisions and about access. */
    principals: readonly Principal[];
    requestPrincipals: readonly Principal[];
    /** Whether policies say who decides about access. */
    hasAccessPolicies: boolean;
  }): InboxQuery {
    return new InboxQuery(options);
  }

  readonly #options: Parameters<typeof InboxQuery.create>[0];

  private constructor(options: Parameters<typeof InboxQuery.create>[0]) {
    this.#options = options;
  }

  async count(): Promise<number> {
    const counts = await Promise.all(
      [this.#requests('open'), this.#revisions('open')].map(async query => {
        const rows = await query?.count<{ total: number }[]>({ total: '*' });
        return Number(rows?.[0]?.total ?? 0);
      }),
    );
    const exceptions = await countExceptions(this.#exceptions('open'));
    const lifts = await countLifts(this.#lifts('open'));
    return counts[0] + counts[1] + exceptions + lifts;
  }

  async page(options: {
    state: State;
    limit: number;
    key: Key | undefined;
  }): Promise<InboxEntry[]> {
    const { state, limit, key } = options;
    const order = state === 'open' ? 'asc' : 'desc';
    const requests = this.#requests(state);
    const revisions = this.#revisions(state);
    const entries: InboxEntry[] = [];
    if (requests) {
      const column = state === 'open' ? 'created_at' : 'decided_at';
      afterKey(requests, {
        column: `access_requests.${column}`,
        id: 'access_requests.id',
        order,
        key,
      });
      const rows: AccessRequestRow[] = await requests
        .limit(limit)
        .select('access_requests.*');
      entries.push(
        ...rows.map(row => ({
          kind: 'access-request' as const,
          id: row.id,
          sortedBy: row[column] ?? '',
          row,
        })),
      );
    }
    const revisionColumn = state === 'open' ? 'submitted_at' : 'decided_at';
    afterKey(revisions, {
      column: `revisions.${revisionColumn}`,
      id: 'revisions.digest',
      order,
      key,
    });
    revisions.limit(limit);
    if (state === 'open') {
      const rows: RevisionRow[] = await revisions.select('revisions.*');
      entries.push(
        ...rows.map(row => ({
          ...{ kind: 'revision' as const, id: row.digest, row },
          sortedBy: row.submitted_at,
        })),
      );
    } else {
      const rows: RevisionHeadRow[] = await revisions.select(...HEAD_COLUMNS);
      entries.push(
        ...rows.map(row => ({
          ...{ kind: 'decided-revision' as const, id: row.digest, row },
          sortedBy: row.decided_at ?? '',
        })),
      );
    }
    entries.push(
      ...(await pageOfExceptions(this.#exceptions(state), { limit, key })),
      ...(await pageOfLifts(this.#lifts(state), { limit, key })),
    );
    return entries.sort(byKey(order)).slice(0, limit);
  }

  #exceptions(state: State) {
    const { knex, caller, revisions: allowed } = this.#options;
    return { knex, caller, allowed, state };
  }

  #lifts(state: State) {
    const { knex, caller, owned, principals, revisions } = this.#options;
    return { knex, caller, owned, principals, state, allowed: revisions };
  }

  #requests(state: State): Knex.QueryBuilder | undefined {
    const { knex, caller, requests } = this.#options;
    if (requests.kind === 'none') {
      return undefined;
    }
    const query = knex('access_requests').join(
      'servers',
      'servers.id',
      'access_requests.server_id',
    );
    const { hasAccessPolicies } = this.#options;
    query.where(mine => {
      if (hasAccessPolicies && state === 'open') {
        this.#askedAbout(mine);
        return;
      }
      mine.whereIn('servers.owner', caller.ownershipEntityRefs);
      if (state === 'decided') {
        mine.orWhereExists(saidOf(knex, caller.userEntityRef));
      }
      if (state === 'open') {
        for (const { ref, memberOf } of this.#options.requestPrincipals) {
          mine.orWhere(other =>
            other
              .whereIn('servers.owner', [...memberOf])
              .whereNot({ 'access_requests.requested_by': ref })
              .whereNot({ 'access_requests.subject': ref }),
          );
        }
      }
      if (caller.isApprover) {
        mine.orWhere({ 'access_requests.decided_by_side': 'approver-group' });
      }
    });
    if (state === 'open') {
      query
        .where({ 'access_requests.state': 'pending', 'servers.retired': false })
        .whereNotNull('servers.current_ref')
        .whereNot({ 'access_requests.requested_by': caller.userEntityRef })
        .whereNot({ 'access_requests.subject': caller.userEntityRef });
    } else {
      query.whereIn('access_requests.state', ['approved', 'denied']);
    }
    if (requests.kind === 'some') {
      query.where(policy =>
        applyCriteria(policy, requests.criteria, REQUEST_COLUMNS),
      );
    }
    return query;
  }

  /** By the policies: whoever it waits for, themselves or by somebody who stands in, and who has not agreed yet. */
  #askedAbout(query: Knex.QueryBuilder): void {
    const { knex, caller, requestPrincipals } = this.#options;
    const waits = (refs: readonly string[]) =>
      accessWaitsOf(knex).whereIn('access_request_waits.ref', [...refs]);
    query.where(asked => {
      asked.whereExists(waits(caller.ownershipEntityRefs));
      for (const { ref, memberOf } of requestPrincipals) {
        asked.orWhere(other =>
          other
            .whereExists(waits(memberOf))
            .whereNot({ 'access_requests.requested_by': ref })
            .whereNot({ 'access_requests.subject': ref }),
        );
      }
    });
    query.whereNotExists(hasAgreed(knex, caller.userEntityRef));
  }

  #revisions(state: State): Knex.QueryBuilder {
    const { knex, caller, owned } = this.#options;
    const query = knex('revisions').join(
      'servers',
      'servers.id',
      'revisions.server_id',
    );
    if (state === 'open') {
      query
        .where({ 'revisions.state': 'submitted', 'servers.retired': false })
        .whereNotNull('servers.current_ref')
        .whereNot({ 'revisions.submitted_by': caller.userEntityRef });
    } else {
      query.whereNotNull('revisions.decided_at');
    }
    if (state === 'decided') {
      query.where(mine => {
        mine.where(reviewed => this.#reviewed(reviewed));
        mine.orWhereExists(
          reviewsOf(knex).where({
            'revision_reviews.by': caller.userEntityRef,
          }),
        );
        if (owned) {
          mine.orWhereExists(
            consentsOf(knex)
              .where({ 'revision_consents.side': 'previous-owner' })
              .whereIn('revision_consents.owner', caller.ownershipEntityRefs),
          );
        }
      });
      return query;
    }
    query.where(mine => {
      mine.where(own => this.#waitsFor(own, caller.ownershipEntityRefs));
      for (const { ref, memberOf } of this.#options.principals) {
        mine.orWhere(other =>
          other
            .whereNot({ 'revisions.submitted_by': ref })
            .where(asked => this.#waitsFor(asked, memberOf)),
        );
      }
    });
    // Who has said yes, for themselves or by somebody who stood in for them, is not asked again. Only reviews of what still waits are
    // read, not all that somebody ever said.
    query.whereNotExists(
      reviewsOf(knex)
        .where({ 'revision_reviews.is_void': false })
        .whereIn(
          'revision_reviews.digest',
          knex('revision_waits').select('digest'),
        )
        .andWhere(mine =>
          mine.where({ 'revision_reviews.by': caller.userEntityRef }).orWhere({
            'revision_reviews.on_behalf_of': caller.userEntityRef,
          }),
        ),
    );
    return query;
  }

  /** What waits for one of these people and groups, as far as the portal's policy lets the caller speak for them. */
  #waitsFor(query: Knex.QueryBuilder, refs: readonly string[]): void {
    const { knex, owned, revisions } = this.#options;
    const waits = (kind: AskedKind) =>
      waitsOf(knex, kind).whereIn('revision_waits.ref', [...refs]);
    if (revisions.kind === 'none') {
      query.whereRaw('1 = 0');
    } else {
      query.where(reviewed => {
        reviewed.whereExists(waits('review'));
        this.#byPolicy(reviewed);
      });
    }
    if (owned) query.orWhereExists(waits('owner'));
  }

  /** What the review team decided about. */
  #reviewed(query: Knex.QueryBuilder): void {
    const { caller, revisions } = this.#options;
    if (revisions.kind === 'none' || !caller.isApprover) {
      query.whereRaw('1 = 0');
      return;
    }
    // Said, since a group without a condition would be left out, and all that is beside it by `or` would count alone.
    query.whereRaw('1 = 1');
    this.#byPolicy(query);
  }

  #byPolicy(query: Knex.QueryBuilder): void {
    const { revisions } = this.#options;
    if (revisions.kind === 'some') {
      query.where(policy =>
        applyCriteria(policy, revisions.criteria, SERVER_COLUMNS),
      );
    }
  }
}

/** The consents, the reviews and the waits of the revision at hand. */
function consentsOf(knex: Knex): Knex.QueryBuilder {
  return ofRevision(knex, 'revision_consents');
}

function reviewsOf(knex: Knex): Knex.QueryBuilder {
  return ofRevision(knex, 'revision_reviews');
}

function waitsOf(knex: Knex, kind: AskedKind): Knex.QueryBuilder {
  return ofRevision(knex, 'revision_waits').where({
    'revision_waits.kind': kind,
  });
}

function ofRevision(knex: Knex, table: string): Knex.QueryBuilder {
  return knex(table).where(`${table}.digest`, knex.ref('revisions.digest'));
}

/** Orders as the database does: both columns are plain ASCII. */
function byKey(
  order: 'asc' | 'desc',
): (a: InboxEntry, b: InboxEntry) => number {
  const sign = order === 'asc' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [`${a.sortedBy} ${a.id}`, `${b.sortedBy} ${b.id}`];
    if (left === right) {
      return 0;
    }
    return left < right ? -sign : sign;
  };
}
