import {
  nextReviewItemState,
  WAITING_REVIEW_STATES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type CampaignRecord,
  type ReviewItemRecord,
  type ReviewItemRow,
  toReviewItemRecord,
} from './ReviewStore';

const AT_ONCE = 500;

/** What the clock does something to now. */
export async function silentItems(
  knex: Knex,
  options: {
    campaign: CampaignRecord;
    event: 'remind' | 'escalate' | 'suspend';
  },
): Promise<ReviewItemRecord[]> {
  const rows: ReviewItemRow[] = await knex('review_items')
    .where({ campaign_id: options.campaign.id })
    .whereIn(
      'state',
      WAITING_REVIEW_STATES.filter(
        state => nextReviewItemState(state, options.event).ok,
      ),
    )
    .orderBy('id')
    .limit(AT_ONCE);
  return rows.map(toReviewItemRecord);
}
