import type { McpServerFilter } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { afterKey } from '../../database/afterKey';
import { applyCriteria } from '../../database/applyCriteria';
import type { Key } from '../../database/keyset';
import type { Caller } from '../../service/Caller';
import type { Allowed } from '../../service/Policy';
import type { Principal } from '../delegations/Delegations';
import type { AskedKind } from '../reviews/askedOf';
import type { LiftRow } from './LiftStore';

/** A wish to lift conditions in somebody's inbox. */
export interface LiftEntry {
  kind: 'condition-lift';
  id: string;
  sortedBy: string;
  row: LiftRow;
}

interface Question {
  knex: Knex;
  caller: Caller;
  /** Servers about which the caller may speak as a reviewer. */
  allowed: Allowed<McpServerFilter>;
  /** Whether the caller may speak for what they own. */
  owned: boolean;
  /** For whom they stand in. */
  principals: readonly Principal[];
  state: 'open' | 'decided';
}

const SERVER_COLUMNS = {
  owner: 'servers.owner',
  status: 'servers.status',
  riskTier: 'servers.risk_tier',
  dataClassification: 'servers.data_classification',
};

/** How many wishes wait for somebody, as `capacityOf` judges a single one. */
export async function countLifts(question: Question): Promise<number> {
  const rows = await queryOf(question).count<{ total: number }[]>({
    total: '*',
  });
  return Number(rows[0]?.total ?? 0);
}

/** A page of the wishes that wait for somebody, or that were decided. */
export async function pageOfLifts(
  question: Question,
  options: { limit: number; key: Key | undefined },
): Promise<LiftEntry[]> {
  const query = queryOf(question);
  const isOpen = question.state === 'open';
  const column = isOpen ? 'requested_at' : 'decided_at';
  afterKey(query, {
    column: `condition_lifts.${column}`,
    id: 'condition_lifts.id',
    order: isOpen ? 'asc' : 'desc',
    key: options.key,
  });
  const rows: LiftRow[] = await query
    .limit(options.limit)
    .select('condition_lifts.*');
  return rows.map(row => ({
    ...{ kind: 'condition-lift', id: row.id, row },
    sortedBy: row[column] ?? '',
  }));
}

function queryOf(question: Question): Knex.QueryBuilder {
  const { knex, caller, principals, state } = question;
  const query = knex('condition_lifts').join(
    'servers',
    'servers.id',
    'condition_lifts.server_id',
  );
  if (state === 'decided') return whereDecided(query, question);
  query
    .where({ 'condition_lifts.state': 'open', 'servers.retired': false })
    .whereNotNull('servers.current_ref')
    .where('condition_lifts.digest', knex.ref('servers.approved_digest'))
    .whereNot({ 'condition_lifts.requested_by': caller.userEntityRef })
    .where(mine => {
      mine.where(own => waitsFor(own, question, caller.ownershipEntityRefs));
      for (const { ref, memberOf } of principals) {
        mine.orWhere(other =>
          other
            .whereNot({ 'condition_lifts.requested_by': ref })
            .where(asked => waitsFor(asked, question, memberOf)),
        );
      }
    })
    .whereNotExists(spokenBy(knex, caller));
  return query;
}

/** What waits for one of these people and groups, as far as the portal's policy lets the caller speak for them. */
function waitsFor(
  query: Knex.QueryBuilder,
  { knex, owned, allowed }: Question,
  refs: readonly string[],
): void {
  const waits = (kind: AskedKind) =>
    ofLift(knex, 'condition_lift_waits')
      .where({ 'condition_lift_waits.kind': kind })
      .whereIn('condition_lift_waits.ref', [...refs]);
  if (allowed.kind === 'none') {
    query.whereRaw('1 = 0');
  } else {
    query.where(reviewed => {
      reviewed.whereExists(waits('review'));
      byPolicy(reviewed, allowed);
    });
  }
  if (owned) query.orWhereExists(waits('owner'));
}

/** What somebody decided is seen by the review team, by the owner's side, and by who spoke or asked. */
function whereDecided(
  query: Knex.QueryBuilder,
  { knex, caller, owned, allowed }: Question,
): Knex.QueryBuilder {
  return query
    .whereIn('condition_lifts.state', ['approved', 'denied'])
    .where(mine => {
      mine
        .whereExists(spokenBy(knex, caller))
        .orWhere({ 'condition_lifts.requested_by': caller.userEntityRef });
      if (owned) mine.orWhereIn('servers.owner', caller.ownershipEntityRefs);
      if (caller.isApprover && allowed.kind !== 'none') {
        mine.orWhere(team => {
          team.whereNotNull('condition_lifts.decided_at');
          byPolicy(team, allowed);
        });
      }
    });
}

function spokenBy(knex: Knex, caller: Caller): Knex.QueryBuilder {
  return ofLift(knex, 'condition_lift_voices').where({
    'condition_lift_voices.ref': caller.userEntityRef,
  });
}

function ofLift(knex: Knex, table: string): Knex.QueryBuilder {
  return knex(table).where(`${table}.lift_id`, knex.ref('condition_lifts.id'));
}

function byPolicy(
  query: Knex.QueryBuilder,
  allowed: Allowed<McpServerFilter>,
): void {
  if (allowed.kind === 'some') {
    query.where(policy =>
      applyCriteria(policy, allowed.criteria, SERVER_COLUMNS),
    );
  }
}
