import {
  ANSWERABLE_REVIEW_STATES,
  nextReviewItemState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { type ReviewItemRow, updateReviewItem } from './ReviewStore';

const AT_ONCE = 500;

/** What was asked about is gone: there is nothing to answer. */
export async function dropEnded(knex: Knex, at: Date): Promise<void> {
  const now = at.toISOString();
  const rows: ReviewItemRow[] = await knex('review_items')
    .join('servers', 'servers.id', 'review_items.server_id')
    .leftJoin('grants', 'grants.id', 'review_items.grant_id')
    .whereIn('review_items.state', ANSWERABLE_REVIEW_STATES)
    .where(ended =>
      ended
        .whereIn('grants.state', ['expired', 'revoked'])
        .orWhere('grants.expires_at', '<=', now)
        .orWhere({ 'servers.retired': true })
        .orWhereNull('servers.current_ref'),
    )
    .limit(AT_ONCE)
    .select('review_items.*');
  for (const { id, state } of rows) {
    const next = nextReviewItemState(state, 'lapse');
    if (next.ok) {
      await updateReviewItem(knex, {
        ...{ id, from: state },
        columns: { state: next.state },
      });
    }
  }
}
