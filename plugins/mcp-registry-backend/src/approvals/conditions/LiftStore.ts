import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ApprovalState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../../database/readJson';
import { askedOf } from '../reviews/askedOf';
import type { ReviewRecord } from '../reviews/ReviewStore';

const TABLE = 'condition_lifts';

/** Somebody wants conditions of a server to be lifted, or others in their place. */
export interface LiftRecord {
  id: string;
  serverId: string;
  /** What was approved when they asked. */
  digest: string;
  /** Ids of the conditions. */
  lifts: string[];
  instead: ApprovalCondition[];
  requestedBy: string;
  requestedAt: string;
  reason: string;
  /** `obsolete`: what it was about is no more, or another version has been approved. */
  state: 'open' | 'approved' | 'denied' | 'withdrawn' | 'obsolete';
  reviews: ReviewRecord[];
  /** Where the decision stood when it was evaluated last. */
  standing?: ApprovalState;
  decidedAt?: string;
  decidedBy?: string;
  decisionReason?: string;
  version: number;
}

/** A row of the table `condition_lifts`. */
export interface LiftRow {
  id: string;
  server_id: string;
  digest: string;
  lifts: string;
  instead: string;
  requested_by: string;
  requested_at: string;
  reason: string;
  state: LiftRecord['state'];
  reviews: string;
  standing: string | null;
  decided_at: string | null;
  decided_by: string | null;
  decision_reason: string | null;
  version: number;
}

/** Writes a new one. */
export async function insertLift(tx: Knex, lift: LiftRecord): Promise<void> {
  await tx(TABLE).insert({
    id: lift.id,
    server_id: lift.serverId,
    digest: lift.digest,
    lifts: JSON.stringify(lift.lifts),
    instead: JSON.stringify(lift.instead),
    requested_by: lift.requestedBy,
    requested_at: lift.requestedAt,
    reason: lift.reason,
    version: lift.version,
    ...changing(lift),
  });
  await writeWaits(tx, lift);
}

/** Writes what has become of one that was open. @returns whether nobody wrote meanwhile. */
export async function updateLift(tx: Knex, lift: LiftRecord): Promise<boolean> {
  const count: number = await tx(TABLE)
    .where({ id: lift.id, version: lift.version, state: 'open' })
    .update({ ...changing(lift), version: lift.version + 1 });
  if (count !== 1) return false;
  await writeWaits(tx, lift);
  return true;
}

/** One by its id. */
export async function findLift(
  knex: Knex,
  id: string,
): Promise<LiftRecord | undefined> {
  const row: LiftRow | undefined = await knex(TABLE).where({ id }).first();
  return row && toLiftRecord(row);
}

/** Those about what is approved of a server now that nobody has decided, oldest first. */
export async function findOpenLifts(
  knex: Knex,
  server: { id: string; approvedDigest?: string },
): Promise<LiftRecord[]> {
  const { id, approvedDigest } = server;
  if (approvedDigest === undefined) return [];
  const rows: LiftRow[] = await knex(TABLE)
    .where({ server_id: id, digest: approvedDigest, state: 'open' })
    .orderBy([{ column: 'requested_at' }, { column: 'id' }]);
  return rows.map(toLiftRecord);
}

/** The next ones of all that are open, by their id. */
export async function nextOpenLifts(
  knex: Knex,
  options: { afterId: string; limit: number },
): Promise<LiftRecord[]> {
  const rows: LiftRow[] = await knex(TABLE)
    .where({ state: 'open' })
    .where('id', '>', options.afterId)
    .orderBy('id')
    .limit(options.limit);
  return rows.map(toLiftRecord);
}

/** Reads a row. */
export function toLiftRecord(row: LiftRow): LiftRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    digest: row.digest,
    lifts: readJson<string[]>(row.lifts),
    instead: readJson<ApprovalCondition[]>(row.instead),
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    reason: row.reason,
    state: row.state,
    reviews: readJson<ReviewRecord[]>(row.reviews),
    standing: readOptionalJson<ApprovalState>(row.standing),
    decidedAt: row.decided_at ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    decisionReason: row.decision_reason ?? undefined,
    version: row.version,
  };
}

function changing(lift: LiftRecord): Partial<LiftRow> {
  return {
    state: lift.state,
    reviews: JSON.stringify(lift.reviews),
    standing: lift.standing ? JSON.stringify(lift.standing) : null,
    decided_at: lift.decidedAt ?? null,
    decided_by: lift.decidedBy ?? null,
    decision_reason: lift.decisionReason ?? null,
  };
}

/** Whom it waits for, and who has spoken: what inboxes are searched by. */
async function writeWaits(tx: Knex, lift: LiftRecord): Promise<void> {
  const { id, state, standing, reviews } = lift;
  await tx('condition_lift_waits').where({ lift_id: id }).delete();
  const asked = state === 'open' ? askedOf(standing?.waitsFor ?? []) : [];
  if (asked.length > 0) {
    await tx('condition_lift_waits').insert(
      asked.map(({ ref, kind }) => ({ lift_id: id, ref, kind })),
    );
  }
  const voices = new Set(
    reviews.flatMap(({ by, onBehalfOf }) => [by, onBehalfOf ?? by]),
  );
  if (voices.size > 0) {
    await tx('condition_lift_voices')
      .insert([...voices].map(ref => ({ lift_id: id, ref })))
      .onConflict(['lift_id', 'ref'])
      .ignore();
  }
}
