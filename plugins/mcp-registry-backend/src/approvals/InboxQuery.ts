import type {
  McpAccessRequestFilter,
  McpServerFilter,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { ConsentSide } from '@sallyport/backstage-plugin-mcp-registry-common';
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
import type { RevisionRow } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Allowed } from '../service/Policy';

/** One thing to decide, or that was decided. */
export type InboxEntry = { id: string; sortedBy: string } & (
  | { kind: 'access-request'; row: AccessRequestRow }
  | { kind: 'revision'; row: RevisionRow }
  | Pick<ExceptionEntry, 'kind' | 'row'>
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

/** Finds what waits for one person, in the same terms as `roleInRequest` and `roleInRevision` judge a single one. */
export class InboxQuery {
  static create(options: {
    knex: Knex;
    caller: Caller;
    requests: Allowed<McpAccessRequestFilter>;
    revisions: Allowed<McpServerFilter>;
    /** Whether the caller may speak for a previous owner. */
    owned: boolean;
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
    return counts[0] + counts[1] + exceptions;
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
    const rows: RevisionRow[] = await revisions
      .limit(limit)
      .select('revisions.*');
    entries.push(
      ...rows.map(row => ({
        kind: 'revision' as const,
        id: row.digest,
        sortedBy: row[revisionColumn] ?? '',
        row,
      })),
    );
    entries.push(
      ...(await pageOfExceptions(this.#exceptions(state), { limit, key })),
    );
    return entries.sort(byKey(order)).slice(0, limit);
  }

  #exceptions(state: State) {
    const { knex, caller, revisions: allowed } = this.#options;
    return { knex, caller, allowed, state };
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
    query.where(mine => {
      mine.whereIn('servers.owner', caller.ownershipEntityRefs);
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
    query.where(mine => {
      mine.where(reviewed => this.#reviewed(reviewed, state));
      if (owned) {
        mine.orWhereExists(
          consentsOf(knex, { side: 'previous-owner', state }).whereIn(
            'revision_consents.owner',
            caller.ownershipEntityRefs,
          ),
        );
      }
    });
    if (state === 'open') {
      query.whereNotExists(
        consentsOf(knex).where({
          'revision_consents.given_by': caller.userEntityRef,
        }),
      );
    }
    return query;
  }

  /** What the review team decides about: every revision, until they agreed. */
  #reviewed(query: Knex.QueryBuilder, state: State): void {
    const { knex, caller, revisions } = this.#options;
    if (revisions.kind === 'none' || !caller.isApprover) {
      query.whereRaw('1 = 0');
      return;
    }
    if (state === 'open') {
      query.where(open =>
        open
          .whereNotExists(consentsOf(knex))
          .orWhereExists(consentsOf(knex, { side: 'reviewers', state })),
      );
    }
    if (revisions.kind === 'some') {
      query.where(policy =>
        applyCriteria(policy, revisions.criteria, SERVER_COLUMNS),
      );
    }
  }
}

/** The consents of the revision at hand; of an open one those that are missing. */
function consentsOf(
  knex: Knex,
  which?: { side: ConsentSide; state: State },
): Knex.QueryBuilder {
  const query = knex('revision_consents').where(
    'revision_consents.digest',
    knex.ref('revisions.digest'),
  );
  if (which) {
    query.where({ 'revision_consents.side': which.side });
  }
  if (which?.state === 'open') {
    query.whereNull('revision_consents.given_by');
  }
  return query;
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
