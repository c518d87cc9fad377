import type { ApprovalReview } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { AccessTerms } from '../../access/AccessRequestStore';
import { readJson, readOptionalJson } from '../../database/readJson';

const TABLE = 'access_request_reviews';

/** What somebody, or a rule, said of a request, as it is kept. Nothing of it is ever changed. */
export interface AccessReviewRecord extends ApprovalReview {
  requestId: string;
  reason?: string;
  /** To what they agreed: what was asked, or less. */
  terms?: AccessTerms;
}

interface AccessReviewRow {
  request_id: string;
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
  terms: string | null;
}

/** Writes a review, in the transaction of what follows from it. */
export async function addAccessReview(
  tx: Knex,
  review: AccessReviewRecord,
): Promise<void> {
  const row: AccessReviewRow = {
    request_id: review.requestId,
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
    terms: review.terms ? JSON.stringify(review.terms) : null,
  };
  await tx(TABLE).insert(row);
}

/** Reviews that count, by request, in the order in which they came. */
export async function findAccessReviews(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, AccessReviewRecord[]>> {
  const rows: AccessReviewRow[] = await knex(TABLE)
    .whereIn('request_id', [...ids])
    .where({ is_void: false })
    .orderBy('id');
  const found = new Map<string, AccessReviewRecord[]>();
  for (const row of rows) {
    const { request_id: id } = row;
    found.set(id, [...(found.get(id) ?? []), toRecord(row)]);
  }
  return found;
}

/** Whoever takes a decision back has it decided anew: what was said before counts no more. */
export async function voidAccessReviews(tx: Knex, id: string): Promise<void> {
  await tx(TABLE).where({ request_id: id }).update({ is_void: true });
}

function toRecord(row: AccessReviewRow): AccessReviewRecord {
  return {
    requestId: row.request_id,
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
    rule: readOptionalJson<AccessReviewRecord['rule']>(row.rule),
    terms: readOptionalJson<AccessTerms>(row.terms),
  };
}
