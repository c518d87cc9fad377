import type { EmergencyReviewState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

/** The review after somebody took access in an emergency. */
export interface EmergencyReviewRecord {
  id: string;
  grantId: string;
  serverId: string;
  policy: string;
  takenBy: string;
  state: EmergencyReviewState;
  reason: string;
  /** Groups that may close it beside the owner and the review team. */
  closers: string[];
  escalateTo: string[];
  createdAt: string;
  remindAt: string;
  escalateAt: string;
  closedAt?: string;
  closedBy?: string;
  note?: string;
  signedInAt?: string;
}

/** A row of `emergency_reviews`. */
export interface EmergencyReviewRow {
  id: string;
  grant_id: string;
  server_id: string;
  policy: string;
  taken_by: string;
  state: EmergencyReviewState;
  reason: string;
  closers: string;
  escalate_to: string;
  created_at: string;
  remind_at: string;
  escalate_at: string;
  closed_at: string | null;
  closed_by: string | null;
  note: string | null;
  signed_in_at: string | null;
}

/** Reads a row. */
export function toEmergencyReviewRecord(
  row: EmergencyReviewRow,
): EmergencyReviewRecord {
  return {
    id: row.id,
    grantId: row.grant_id,
    serverId: row.server_id,
    policy: row.policy,
    takenBy: row.taken_by,
    state: row.state,
    reason: row.reason,
    closers: readJson<string[]>(row.closers),
    escalateTo: readJson<string[]>(row.escalate_to),
    createdAt: row.created_at,
    remindAt: row.remind_at,
    escalateAt: row.escalate_at,
    closedAt: row.closed_at ?? undefined,
    closedBy: row.closed_by ?? undefined,
    note: row.note ?? undefined,
    signedInAt: row.signed_in_at ?? undefined,
  };
}

/** Opens a review. */
export async function insertEmergencyReview(
  tx: Knex,
  review: EmergencyReviewRecord,
): Promise<void> {
  const row: EmergencyReviewRow = {
    id: review.id,
    grant_id: review.grantId,
    server_id: review.serverId,
    policy: review.policy,
    taken_by: review.takenBy,
    state: review.state,
    reason: review.reason,
    closers: JSON.stringify(review.closers),
    escalate_to: JSON.stringify(review.escalateTo),
    created_at: review.createdAt,
    remind_at: review.remindAt,
    escalate_at: review.escalateAt,
    closed_at: null,
    closed_by: null,
    note: null,
    signed_in_at: null,
  };
  await tx('emergency_reviews').insert(row);
}

/** A review by its id. */
export async function findEmergencyReview(
  knex: Knex,
  id: string,
): Promise<EmergencyReviewRecord | undefined> {
  const row: EmergencyReviewRow | undefined = await knex('emergency_reviews')
    .where({ id })
    .first();
  return row && toEmergencyReviewRecord(row);
}

/** @returns false where somebody else was faster. */
export async function updateEmergencyReview(
  tx: Knex,
  options: {
    id: string;
    from: EmergencyReviewState;
    columns: Partial<EmergencyReviewRow>;
  },
): Promise<boolean> {
  const count: number = await tx('emergency_reviews')
    .where({ id: options.id, state: options.from })
    .update(options.columns);
  return count === 1;
}
