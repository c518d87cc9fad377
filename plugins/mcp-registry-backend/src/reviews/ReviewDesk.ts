import {
  mcpAccessDecidePermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Caller } from '../service/Caller';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { CampaignOpener } from './CampaignOpener';
import { campaignCsv } from './campaignCsv';
import type { ReviewPresenter } from './ReviewPresenter';
import { ReviewQuery } from './ReviewQuery';
import {
  type CampaignRecord,
  type CampaignRow,
  findCampaigns,
  toCampaignRecord,
  toReviewItemRecord,
} from './ReviewStore';

const CAMPAIGNS = 50;

/** Shows reviews to those who answer them, and campaigns to those who watch over them. */
export class ReviewDesk {
  static create(options: {
    database: RegistryDatabase;
    policy: Policy;
    presenter: ReviewPresenter;
    opener: CampaignOpener;
  }): ReviewDesk {
    return new ReviewDesk(options);
  }

  readonly #options: Parameters<typeof ReviewDesk.create>[0];

  private constructor(options: Parameters<typeof ReviewDesk.create>[0]) {
    this.#options = options;
  }

  async count(caller: Caller): Promise<number> {
    return (await this.#mayAnswer(caller))
      ? await this.#query(caller).count()
      : 0;
  }

  async items(
    caller: Caller,
    options: { state?: 'open' | 'decided'; limit?: number; cursor?: string },
  ): Promise<RegistrySchemas['ReviewPage']> {
    const state = options.state ?? 'open';
    const limit = options.limit ?? 50;
    const key = decodeCursor(options.cursor);
    if (!(await this.#mayAnswer(caller))) return { items: [] };
    const rows = await this.#query(caller)[state]({ limit: limit + 1, key });
    const page = cutPage(rows, {
      limit,
      keyOf: row => [
        (state === 'open' ? row.created_at : row.decided_at) ?? '',
        row.id,
      ],
    });
    return {
      items: await this.#options.presenter.many(
        caller,
        page.items.map(toReviewItemRecord),
      ),
      nextCursor: page.nextCursor,
    };
  }

  /** The newest campaigns: all for the review team, else those with questions about one's own servers, and these alone counted. */
  async campaigns(
    caller: Caller,
  ): Promise<{ items: RegistrySchemas['ReviewCampaign'][] }> {
    const { knex } = this.#options.database;
    const owned = () => {
      const items = knex('review_items').join(
        'servers',
        'servers.id',
        'review_items.server_id',
      );
      if (!caller.isApprover) {
        items.whereIn('servers.owner', caller.ownershipEntityRefs);
      }
      return items;
    };
    const rows: CampaignRow[] = await knex('review_campaigns')
      .whereIn('id', owned().distinct('review_items.campaign_id'))
      .orderBy([
        { column: 'opened_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(CAMPAIGNS);
    const counts: { id: string; state: string; total: number | string }[] =
      await owned()
        .whereIn(
          'review_items.campaign_id',
          rows.map(({ id }) => id),
        )
        .groupBy('review_items.campaign_id', 'review_items.state')
        .select({ id: 'review_items.campaign_id', state: 'review_items.state' })
        .count({ total: '*' });
    return {
      items: rows.map(row => {
        const mine = counts.filter(({ id }) => id === row.id);
        return show(
          toCampaignRecord(row),
          Object.fromEntries(
            mine.map(({ state, total }) => [state, Number(total)]),
          ),
        );
      }),
    };
  }

  /** Asks about all access to servers of a tier now. */
  async open(
    caller: Caller,
    tier: RegistrySchemas['RiskTier'],
  ): Promise<RegistrySchemas['ReviewCampaign']> {
    if (caller.actor) throw registryError('decision.portal-only');
    if (!caller.isApprover) throw registryError('review.not-yours');
    const { database, opener } = this.#options;
    const campaign = await opener.openAll(tier, caller.userEntityRef);
    if (!campaign) {
      const isOpen = await database
        .knex('review_campaigns')
        .where({ open_key: tier })
        .first('id');
      throw registryError(
        isOpen ? 'review.campaign-open' : 'review.nothing-due',
      );
    }
    const { items } = await this.campaigns(caller);
    return items.find(({ id }) => id === campaign.id) ?? show(campaign, {});
  }

  /** Everything that was asked and answered, as CSV. */
  async evidence(caller: Caller, id: string): Promise<string> {
    const { knex } = this.#options.database;
    const campaign = (await findCampaigns(knex, [id])).get(id);
    if (!campaign || !caller.isApprover)
      throw registryError('review.not-found');
    return await campaignCsv(knex, campaign);
  }

  async #mayAnswer(caller: Caller): Promise<boolean> {
    const { policy } = this.#options;
    const allowed = await policy.allowedRequests(
      caller,
      mcpAccessDecidePermission,
    );
    return allowed.kind !== 'none';
  }

  #query(caller: Caller): ReviewQuery {
    return ReviewQuery.create({ knex: this.#options.database.knex, caller });
  }
}

function show(
  campaign: CampaignRecord,
  counts: Record<string, number>,
): RegistrySchemas['ReviewCampaign'] {
  const sum = (...states: string[]) =>
    states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  return {
    ...campaign,
    counts: {
      waiting: sum('open', 'reminded', 'escalated'),
      suspended: sum('suspended'),
      kept: sum('kept'),
      narrowed: sum('narrowed'),
      ended: sum('ended'),
      gone: sum('gone'),
    },
  };
}
