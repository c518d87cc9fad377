import {
  ANSWERABLE_REVIEW_STATES,
  WAITING_REVIEW_STATES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { afterKey } from '../database/afterKey';
import type { Key } from '../database/keyset';
import type { Caller } from '../service/Caller';
import { isEscalatedTo } from './roleInReview';
import {
  type CampaignRow,
  type ReviewItemRow,
  toCampaignRecord,
} from './ReviewStore';

/** What waits for somebody's answer, in the same terms as `roleInReview` judges a single question. */
export class ReviewQuery {
  static create(options: { knex: Knex; caller: Caller }): ReviewQuery {
    return new ReviewQuery(options);
  }

  readonly #knex: Knex;
  readonly #caller: Caller;

  private constructor({ knex, caller }: { knex: Knex; caller: Caller }) {
    this.#knex = knex;
    this.#caller = caller;
  }

  /** Those that have stopped nothing yet. */
  async count(): Promise<number> {
    const query = this.#mine(await this.#escalatedTo());
    const rows = await query
      .whereIn('review_items.state', WAITING_REVIEW_STATES)
      .count<{ total: number }[]>({ total: '*' });
    return Number(rows[0]?.total ?? 0);
  }

  /** Oldest first. */
  async open(options: {
    limit: number;
    key: Key | undefined;
  }): Promise<ReviewItemRow[]> {
    const query = this.#mine(await this.#escalatedTo());
    afterKey(query, {
      column: 'review_items.created_at',
      id: 'review_items.id',
      order: 'asc',
      key: options.key,
    });
    return await query.limit(options.limit).select('review_items.*');
  }

  /** What was answered: of one's own servers, or all for the review team. Newest first. */
  async decided(options: {
    limit: number;
    key: Key | undefined;
  }): Promise<ReviewItemRow[]> {
    const query = this.#knex('review_items')
      .join('servers', 'servers.id', 'review_items.server_id')
      .whereNotNull('review_items.decided_at');
    if (!this.#caller.isApprover) {
      query.whereIn('servers.owner', this.#caller.ownershipEntityRefs);
    }
    afterKey(query, {
      column: 'review_items.decided_at',
      id: 'review_items.id',
      order: 'desc',
      key: options.key,
    });
    return await query.limit(options.limit).select('review_items.*');
  }

  #mine(escalated: string[]): Knex.QueryBuilder {
    const { ownershipEntityRefs, userEntityRef } = this.#caller;
    return this.#knex('review_items')
      .join('servers', 'servers.id', 'review_items.server_id')
      .leftJoin('grants', 'grants.id', 'review_items.grant_id')
      .whereIn('review_items.state', ANSWERABLE_REVIEW_STATES)
      .where(mine =>
        mine
          .whereIn('servers.owner', ownershipEntityRefs)
          .orWhere(loud =>
            loud
              .whereIn('review_items.campaign_id', escalated)
              .where(is =>
                is
                  .where({ 'review_items.at_reviewers': true })
                  .orWhereIn('review_items.state', ['escalated', 'suspended']),
              ),
          ),
      )
      .where(others =>
        others
          .whereNull('grants.id')
          .orWhere(other =>
            other
              .whereNotIn('grants.subject', ownershipEntityRefs)
              .whereNot({ 'grants.requested_by': userEntityRef }),
          ),
      );
  }

  async #escalatedTo(): Promise<string[]> {
    const rows: CampaignRow[] = await this.#knex('review_campaigns').whereIn(
      'id',
      this.#knex('review_items')
        .whereIn('state', ANSWERABLE_REVIEW_STATES)
        .distinct('campaign_id'),
    );
    return rows
      .map(toCampaignRecord)
      .filter(campaign => isEscalatedTo(this.#caller, campaign))
      .map(({ id }) => id);
  }
}
