import {
  ANSWERABLE_REVIEW_STATES,
  dueReviewEvent,
  grantStateAt,
  nextGrantState,
  nextReviewItemState,
  nextServerLife,
  WAITING_REVIEW_STATES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { endGrant, findGrant, type GrantRecord } from '../access/GrantStore';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import {
  findServerById,
  findServersById,
  updateServer,
} from '../servers/ServerStore';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { ReviewNotifier } from './ReviewNotifier';
import {
  type CampaignRecord,
  type CampaignRow,
  type ReviewItemRecord,
  type ReviewItemRow,
  toCampaignRecord,
  toReviewItemRecord,
  updateReviewItem,
} from './ReviewStore';
import { SUSPENDED_BY_REVIEW } from './SUSPENDED_BY_REVIEW';

const AT_ONCE = 500;

/** Makes silence louder: reminds, escalates, suspends. Every step is written down by one replica, which then tells people. */
export class ReviewClock {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    notifier: ReviewNotifier;
  }): ReviewClock {
    return new ReviewClock(options);
  }

  readonly #options: Parameters<typeof ReviewClock.create>[0];

  private constructor(options: Parameters<typeof ReviewClock.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { knex } = this.#options.database;
    await this.#dropEnded();
    const rows: CampaignRow[] = await knex('review_campaigns')
      .where({ state: 'open' })
      .orderBy('opened_at');
    for (const campaign of rows.map(toCampaignRecord)) {
      await this.#advance(campaign);
      await this.#close(campaign);
    }
  }

  async #advance(campaign: CampaignRecord): Promise<void> {
    const { database, clock } = this.#options;
    const now = clock.now();
    const event = dueReviewEvent('open', campaign, now);
    if (!event) return;
    if (event === 'suspend') {
      const items = await silentItems(database.knex, { campaign, event });
      for (const item of items) await this.#suspend(item);
      return;
    }
    const louder = await database.transaction(async tx => {
      // One replica takes all of a step, so that people get one message and not two with half of it each.
      await tx('review_campaigns')
        .where({ id: campaign.id })
        .update({ state: tx.ref('state') });
      const items = await silentItems(tx, { campaign, event });
      for (const item of items) {
        const next = nextReviewItemState(item.state, event);
        if (next.ok) {
          await updateReviewItem(tx, {
            ...{ id: item.id, from: item.state },
            columns: { state: next.state },
          });
        }
      }
      return items;
    });
    const stage = event === 'remind' ? 'reminded' : 'escalated';
    await this.#tell(louder, { campaign, stage });
  }

  async #tell(
    items: ReviewItemRecord[],
    options: { campaign: CampaignRecord; stage: 'reminded' | 'escalated' },
  ): Promise<void> {
    const { database, notifier } = this.#options;
    const { campaign, stage } = options;
    if (items.length === 0) return;
    if (stage === 'escalated') {
      await notifier.reviewsWait({
        ...{ campaign, stage, count: items.length },
        to: this.#escalatedTo(campaign),
      });
      return;
    }
    const servers = await findServersById(
      database.knex,
      items.map(({ serverId }) => serverId),
    );
    const counts = new Map<string, number>();
    for (const { serverId } of items) {
      const owner = servers.get(serverId)?.facts.owner;
      if (owner) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    for (const [owner, count] of counts) {
      await notifier.reviewsWait({ campaign, stage, count, to: [owner] });
    }
  }

  #escalatedTo(campaign: CampaignRecord): string[] {
    return campaign.escalateTo.length > 0
      ? campaign.escalateTo
      : this.#options.notifier.approverGroups;
  }

  /** Stops what nobody answered about. An answer brings it back, until its old end. */
  async #suspend(item: ReviewItemRecord): Promise<void> {
    const { database, notifier } = this.#options;
    const done = await database.change(
      async tx => await this.#suspendIn(tx, item),
    );
    if (done) {
      await notifier.reviewSuspended({ item, ...done });
    }
  }

  async #suspendIn(
    tx: Knex.Transaction,
    item: ReviewItemRecord,
  ): Promise<{ server: ServerRecord; grant?: GrantRecord } | undefined> {
    const now = this.#options.clock.now();
    const server = await findServerById(tx, item.serverId);
    const grant = item.grantId ? await findGrant(tx, item.grantId) : undefined;
    const next = nextReviewItemState(item.state, 'suspend');
    const isMine =
      next.ok &&
      server &&
      (await updateReviewItem(tx, {
        ...{ id: item.id, from: item.state },
        columns: { state: next.state },
      }));
    if (!isMine) return undefined;
    const at = now.toISOString();
    const told = { at, by: REGISTRY_ITSELF, event: 'review-suspended' };
    if (grant) {
      const ended = nextGrantState(grantStateAt(grant, now), 'suspend');
      if (!ended.ok) return undefined;
      await endGrant(tx, { id: grant.id, columns: { state: ended.state } });
      await addHistory(tx, {
        ...{ ...told, kind: 'request', id: grant.requestId },
        details: { grantId: grant.id, campaignId: item.campaignId },
      });
    } else {
      const life = nextServerLife(server.life, 'suspend');
      // Somebody stopped it already, for a reason of their own.
      if (!life.ok) return undefined;
      await updateServer(tx, server.id, {
        ...lifeColumns(life.state),
        status_reason: SUSPENDED_BY_REVIEW,
      });
      await addHistory(tx, {
        ...{ ...told, kind: 'server', id: server.id },
        details: { campaignId: item.campaignId },
      });
    }
    await touchServer(tx, server.id);
    return { server, grant };
  }

  /** What was asked about is gone: there is nothing to answer. */
  async #dropEnded(): Promise<void> {
    const { database, clock } = this.#options;
    const { knex } = database;
    const now = clock.now().toISOString();
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

  async #close(campaign: CampaignRecord): Promise<void> {
    const { database, clock } = this.#options;
    const waits = await database
      .knex('review_items')
      .where({ campaign_id: campaign.id })
      .whereIn('state', WAITING_REVIEW_STATES)
      .first('id');
    if (!waits) {
      await database
        .knex('review_campaigns')
        .where({ id: campaign.id, state: 'open' })
        .update({
          state: 'closed',
          open_key: null,
          closed_at: clock.now().toISOString(),
        });
    }
  }
}

/** What the clock does something to now. */
async function silentItems(
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
