import type { Knex } from 'knex';

const TABLE = 'approval_delegations';

/** What somebody may decide in another's place. */
export const DELEGATION_SCOPES = [
  'everything',
  'revisions',
  'access-requests',
] as const;
/** See {@link DELEGATION_SCOPES}. */
export type DelegationScope = (typeof DELEGATION_SCOPES)[number];

/** Somebody decides in another's place for a while. */
export interface DelegationRecord {
  id: string;
  from: string;
  to: string;
  scope: DelegationScope;
  beginsAt: string;
  /** It acts before this moment, and no more at it. */
  endsAt: string;
  createdAt: string;
  endedAt?: string;
  endedBy?: string;
  reason?: string;
}

interface DelegationRow {
  id: string;
  from_ref: string;
  to_ref: string;
  scope: DelegationScope;
  begins_at: string;
  ends_at: string;
  created_at: string;
  ended_at: string | null;
  ended_by: string | null;
  reason: string | null;
}

/** Adds one. */
export async function insertDelegation(
  tx: Knex,
  record: DelegationRecord,
): Promise<void> {
  await tx(TABLE).insert({
    id: record.id,
    from_ref: record.from,
    to_ref: record.to,
    scope: record.scope,
    begins_at: record.beginsAt,
    ends_at: record.endsAt,
    created_at: record.createdAt,
    reason: record.reason ?? null,
  });
}

/** Those that somebody gave or got and that are not over, the one that ends first before the others. */
export async function listDelegations(
  knex: Knex,
  options: { ref: string; now: Date },
): Promise<DelegationRecord[]> {
  const { ref } = options;
  const rows: DelegationRow[] = await notOver(knex, options.now)
    .andWhere(mine => mine.where({ from_ref: ref }).orWhere({ to_ref: ref }))
    .orderBy(['ends_at', 'id'])
    .limit(200);
  return rows.map(toRecord);
}

/** Those by which somebody may decide now. */
export async function delegationsTo(
  knex: Knex,
  options: { to: string; scope: DelegationScope; now: Date },
): Promise<DelegationRecord[]> {
  const { to, scope, now } = options;
  const rows: DelegationRow[] = await notOver(knex, now)
    .andWhere({ to_ref: to })
    .whereIn('scope', ['everything', scope])
    .andWhere('begins_at', '<=', now.toISOString())
    .orderBy('created_at')
    .limit(50);
  return rows.map(toRecord);
}

/** One, whoever it is of. */
export async function findDelegation(
  knex: Knex,
  id: string,
): Promise<DelegationRecord | undefined> {
  const row: DelegationRow | undefined = await knex(TABLE)
    .where({ id })
    .first();
  return row && toRecord(row);
}

/** Ends one, once. @returns false where it was over. */
export async function endDelegation(
  tx: Knex,
  options: { id: string; by: string; at: string },
): Promise<boolean> {
  const count: number = await tx(TABLE)
    .where({ id: options.id })
    .whereNull('ended_at')
    .andWhere('ends_at', '>', options.at)
    .update({ ended_at: options.at, ended_by: options.by });
  return count === 1;
}

function notOver(knex: Knex, now: Date): Knex.QueryBuilder {
  return knex(TABLE)
    .whereNull('ended_at')
    .andWhere('ends_at', '>', now.toISOString());
}

function toRecord(row: DelegationRow): DelegationRecord {
  return {
    id: row.id,
    from: row.from_ref,
    to: row.to_ref,
    scope: row.scope,
    beginsAt: row.begins_at,
    endsAt: row.ends_at,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
    endedBy: row.ended_by ?? undefined,
    reason: row.reason ?? undefined,
  };
}
