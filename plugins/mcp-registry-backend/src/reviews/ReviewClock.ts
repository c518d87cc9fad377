import {
  dueReviewEvent,
  nextReviewItemState,
  WAITING_REVIEW_STATES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { findServersById } from '../servers/ServerStore';
import type { Clock } from '../service/Clock';
import { dropEnded } from './dropEnded';
import type { ReviewNotifier } from './ReviewNotifier';
import {
  type CampaignRecord,
  type CampaignRow,
  type ReviewItemRecord,
  toCampaignRecord,
  updateReviewItem,
} from './ReviewStore';
import { silentItems } from './silentItems';
import { suspendInSilence } from './suspendInSilence';

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
    const { database, clock } = this.#options;
    const { knex } = database;
    await dropEnded(knex, clock.now());
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
    const { database, clock, notifier } = this.#options;
    const done = await database.change(
      async tx => await suspendInSilence(tx, item, clock.now()),
    );
    if (done) {
      await notifier.reviewSuspended({ item, ...done });
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
