import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ApprovalReview } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../../database/readJson';

const TABLE = 'revision_reviews';

/** What somebody, or a rule, said of a revision, as it is kept. Nothing of it is ever changed. */
export interface ReviewRecord extends ApprovalReview {
  digest: string;
  reason?: string;
  /** Under what they approved. */
  conditions?: ApprovalCondition[];
}

interface ReviewRow {
  digest: string;
  verdict: ApprovalReview['verdict'];
  by: string;
  on_behalf_of: string | null;
  accounts: string | null;
  source: string;
  member_of: string;
  at: string;
  signed_in_at: string | null;
  ticket: string | null;
  reason: string | null;
  base_digest: string | null;
  rule: string | null;
  conditions: string | null;
}

/** Writes a review, in the transaction of what follows from it. */
export async function addReview(tx: Knex, review: ReviewRecord): Promise<void> {
  await tx(TABLE).insert({
    digest: review.digest,
    verdict: review.verdict,
    by: review.by,
    on_behalf_of: review.onBehalfOf ?? null,
    accounts: review.accounts ? JSON.stringify(review.accounts) : null,
    source: review.source,
    member_of: JSON.stringify(review.memberOf),
    at: review.at,
    signed_in_at: review.signedInAt ?? null,
    ticket: review.ticket ?? null,
    reason: review.reason ?? null,
    base_digest: review.baseDigest ?? null,
    rule: review.rule ? JSON.stringify(review.rule) : null,
    conditions: review.conditions ? JSON.stringify(review.conditions) : null,
  });
}

/** Reviews that count, by digest, in the order in which they came. */
export async function findReviews(
  knex: Knex,
  digests: readonly string[],
): Promise<Map<string, ReviewRecord[]>> {
  const rows: ReviewRow[] = await knex(TABLE)
    .whereIn('digest', [...digests])
    .where({ is_void: false })
    .orderBy('id');
  const found = new Map<string, ReviewRecord[]>();
  for (const row of rows) {
    found.set(row.digest, [...(found.get(row.digest) ?? []), toRecord(row)]);
  }
  return found;
}

/** What was said at an earlier submission was about another look at it, and counts no more. */
export async function voidReviews(tx: Knex, digest: string): Promise<void> {
  await tx(TABLE).where({ digest }).update({ is_void: true });
}

function toRecord(row: ReviewRow): ReviewRecord {
  return {
    digest: row.digest,
    verdict: row.verdict,
    by: row.by,
    onBehalfOf: row.on_behalf_of ?? undefined,
    accounts: readOptionalJson<string[]>(row.accounts),
    source: row.source,
    memberOf: readJson<string[]>(row.member_of),
    at: row.at,
    signedInAt: row.signed_in_at ?? undefined,
    ticket: row.ticket ?? undefined,
    reason: row.reason ?? undefined,
    baseDigest: row.base_digest ?? undefined,
    rule: readOptionalJson<ReviewRecord['rule']>(row.rule),
    conditions: readOptionalJson<ApprovalCondition[]>(row.conditions),
  };
}
