import {
  ANSWERABLE_REVIEW_STATES,
  RISK_TIERS,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { type GrantRow } from '../access/GrantStore';
import { riskOf } from '../access/riskOf';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { findRevisions } from '../revisions/RevisionStore';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import type { Clock } from '../service/Clock';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServersById } from '../servers/ServerStore';
import type { ReviewSettings, TierReview } from './readReviewSettings';
import type { ReviewNotifier } from './ReviewNotifier';
import {
  type CampaignRecord,
  insertCampaign,
  type ReviewItemRecord,
} from './ReviewStore';

const DAY_MS = 24 * 60 * 60 * 1000;
const SERVERS_AT_ONCE = 100;
const MAX_ITEMS = 20_000;

type RiskTier = RegistrySchemas['RiskTier'];
type NewItem = Pick<
  ReviewItemRecord,
  'id' | 'kind' | 'serverId' | 'grantId' | 'atReviewers'
>;

/** How a tier is asked about that is not configured, when somebody opens a campaign by hand. */
const BY_HAND: TierReview = {
  everyDays: 0,
  answerDays: 14,
  remindAfterDays: 7,
  escalateAfterDays: 10,
  escalateTo: [],
};

/** Opens campaigns: for what is due, by the clock, and for all of a tier, by hand. Servers without access are not asked about. */
export class CampaignOpener {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    settings: ReviewSettings;
    notifier: ReviewNotifier;
  }): CampaignOpener {
    return new CampaignOpener(options);
  }

  readonly #options: Parameters<typeof CampaignOpener.create>[0];

  private constructor(options: Parameters<typeof CampaignOpener.create>[0]) {
    this.#options = options;
  }

  /** Opens what is due. @returns how many campaigns. */
  async openDue(): Promise<number> {
    let opened = 0;
    for (const tier of RISK_TIERS) {
      const settings = this.#options.settings.tiers[tier];
      if (settings) {
        const campaign = await this.#open(tier, {
          ...{ settings, by: REGISTRY_ITSELF },
          dueDays: settings.everyDays,
        });
        opened += campaign ? 1 : 0;
      }
    }
    return opened;
  }

  /** Asks about all access to servers of a tier now. Nothing where there is none, or a campaign is open. */
  async openAll(
    tier: RiskTier,
    by: string,
  ): Promise<CampaignRecord | undefined> {
    const settings = this.#options.settings.tiers[tier] ?? BY_HAND;
    return await this.#open(tier, { settings, by, dueDays: 0 });
  }

  async #open(
    tier: RiskTier,
    options: { settings: TierReview; by: string; dueDays: number },
  ): Promise<CampaignRecord | undefined> {
    const { database, clock } = this.#options;
    const { settings, by, dueDays } = options;
    const now = clock.now();
    const open = await database
      .knex('review_campaigns')
      .where({ open_key: tier })
      .first('id');
    if (open) return undefined;
    const after = (days: number) =>
      new Date(now.getTime() + days * DAY_MS).toISOString();
    const campaign: CampaignRecord = {
      ...{ id: uuid(), riskTier: tier, state: 'open', openedBy: by },
      openedAt: now.toISOString(),
      remindAt: after(settings.remindAfterDays),
      escalateAt: after(settings.escalateAfterDays),
      suspendAt: after(settings.answerDays),
      escalateTo: settings.escalateTo,
    };
    const { items, owners } = await this.#ask(campaign, after(-dueDays));
    if (items.length === 0) return undefined;
    try {
      await database.transaction(async tx => {
        await insertCampaign(tx, { campaign, items });
      });
    } catch (error) {
      // Another replica opened it.
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
    for (const [owner, count] of owners) {
      await this.#options.notifier.reviewsWait({
        ...{ to: [owner], count, campaign, stage: 'opened' },
      });
    }
    return campaign;
  }

  /** The questions of a campaign, and how many of them each owner gets. */
  async #ask(
    campaign: CampaignRecord,
    dueBefore: string,
  ): Promise<{ items: NewItem[]; owners: Map<string, number> }> {
    const { knex } = this.#options.database;
    const due = await this.#dueGrants(campaign, dueBefore);
    const items: NewItem[] = [];
    const owners = new Map<string, number>();
    const ids = [...due.keys()];
    for (let from = 0; from < ids.length; from += SERVERS_AT_ONCE) {
      const servers = await findServersById(
        knex,
        ids.slice(from, from + SERVERS_AT_ONCE),
      );
      const approved = await findRevisions(
        knex,
        [...servers.values()].flatMap(server => server.approvedDigest ?? []),
      );
      const reviewed = await this.#reviewedSince(
        [...servers.keys()],
        dueBefore,
      );
      for (const server of servers.values()) {
        const revision = approved.get(server.approvedDigest ?? '');
        if (riskOf(server, revision) !== campaign.riskTier) continue;
        const add = (item: Omit<NewItem, 'id' | 'serverId'>) =>
          items.push({ ...item, id: uuid(), serverId: server.id });
        const grants = due.get(server.id) ?? [];
        if (!server.life.suspended && !reviewed.has(server.id)) {
          add({ kind: 'server', atReviewers: false });
        }
        for (const grant of grants) {
          add({
            ...{ kind: 'grant', grantId: grant.id },
            atReviewers: isAlone(server, grant),
          });
        }
        const { owner } = server.facts;
        owners.set(owner, (owners.get(owner) ?? 0) + grants.length + 1);
      }
    }
    return { items: items.slice(0, MAX_ITEMS), owners };
  }

  /** Active grants that nobody looked at since, that do not end by themselves in time and that no other question is about. */
  async #dueGrants(
    campaign: CampaignRecord,
    dueBefore: string,
  ): Promise<Map<string, GrantRow[]>> {
    const { knex } = this.#options.database;
    const rows: GrantRow[] = await knex('grants')
      .join('servers', 'servers.id', 'grants.server_id')
      .where({
        'grants.state': 'active',
        'grants.kind': 'standard',
        'servers.retired': false,
      })
      .whereNotNull('servers.current_ref')
      .where('grants.expires_at', '>', campaign.suspendAt)
      .where('grants.created_at', '<=', dueBefore)
      .where(unseen =>
        unseen
          .whereNull('grants.reviewed_at')
          .orWhere('grants.reviewed_at', '<=', dueBefore),
      )
      .whereNotExists(
        answerable(knex).whereRaw('review_items.grant_id = grants.id'),
      )
      .orderBy(['grants.server_id', 'grants.id'])
      .limit(MAX_ITEMS)
      .select('grants.*');
    const due = new Map<string, GrantRow[]>();
    for (const row of rows) {
      due.set(row.server_id, [...(due.get(row.server_id) ?? []), row]);
    }
    return due;
  }

  /** Servers whose owner answered for them since, or is asked already. */
  async #reviewedSince(ids: string[], dueBefore: string): Promise<Set<string>> {
    const { knex } = this.#options.database;
    const rows: { id: string }[] = await knex('servers')
      .whereIn('id', ids)
      .where(seen =>
        seen
          .where('reviewed_at', '>', dueBefore)
          .orWhereExists(
            answerable(knex)
              .where({ 'review_items.kind': 'server' })
              .whereRaw('review_items.server_id = servers.id'),
          ),
      )
      .select('id');
    return new Set(rows.map(({ id }) => id));
  }
}

function answerable(knex: Knex): Knex.QueryBuilder {
  return knex('review_items').whereIn(
    'review_items.state',
    ANSWERABLE_REVIEW_STATES,
  );
}

/** Whether all of the owner's side hold the grant themselves. */
function isAlone(server: ServerRecord, grant: GrantRow): boolean {
  const { owner } = server.facts;
  return grant.subject === owner || grant.requested_by === owner;
}
