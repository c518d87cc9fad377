import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  CampaignState,
  GrantUse,
  RegistrySchemas,
  ReviewAnswer,
  ReviewItemState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../database/readJson';

/** A round of questions. */
export interface CampaignRecord {
  id: string;
  riskTier: RegistrySchemas['RiskTier'];
  state: CampaignState;
  openedAt: string;
  openedBy: string;
  remindAt: string;
  escalateAt: string;
  suspendAt: string;
  escalateTo: string[];
  closedAt?: string;
}

/** An answer that came by an agent and waits for its confirmation. */
export interface ReviewProposalRecord {
  answer: ReviewAnswer;
  tools?: string[];
  proposedBy: string;
  actor?: string;
  proposedAt: string;
}

/** One question: is this grant still needed, or does the owner still answer for this server? */
export interface ReviewItemRecord {
  id: string;
  campaignId: string;
  kind: 'grant' | 'server';
  serverId: string;
  grantId?: string;
  state: ReviewItemState;
  /** Nobody of the owner's side can answer, so those who are escalated to do from the start. */
  atReviewers: boolean;
  createdAt: string;
  decidedAt?: string;
  decidedBy?: string;
  reason?: string;
  signedInAt?: string;
  toolsBefore?: ToolSelection;
  toolsAfter?: ToolSelection;
  useSeen?: GrantUse;
  proposal?: ReviewProposalRecord;
}

/** A row of `review_campaigns`. */
export interface CampaignRow {
  id: string;
  open_key: string | null;
  risk_tier: RegistrySchemas['RiskTier'];
  state: CampaignState;
  opened_at: string;
  opened_by: string;
  remind_at: string;
  escalate_at: string;
  suspend_at: string;
  escalate_to: string;
  closed_at: string | null;
}

/** A row of `review_items`. */
export interface ReviewItemRow {
  id: string;
  campaign_id: string;
  kind: 'grant' | 'server';
  server_id: string;
  grant_id: string | null;
  state: ReviewItemState;
  at_reviewers: boolean | number;
  created_at: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
  signed_in_at: string | null;
  tools_before: string | null;
  tools_after: string | null;
  use_seen: string | null;
  proposal: string | null;
}

/** Reads a row. */
export function toCampaignRecord(row: CampaignRow): CampaignRecord {
  return {
    id: row.id,
    riskTier: row.risk_tier,
    state: row.state,
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    remindAt: row.remind_at,
    escalateAt: row.escalate_at,
    suspendAt: row.suspend_at,
    escalateTo: readJson<string[]>(row.escalate_to),
    closedAt: row.closed_at ?? undefined,
  };
}

/** Reads a row. */
export function toReviewItemRecord(row: ReviewItemRow): ReviewItemRecord {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    kind: row.kind,
    serverId: row.server_id,
    grantId: row.grant_id ?? undefined,
    state: row.state,
    atReviewers: Boolean(row.at_reviewers),
    createdAt: row.created_at,
    decidedAt: row.decided_at ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    reason: row.reason ?? undefined,
    signedInAt: row.signed_in_at ?? undefined,
    toolsBefore: readOptionalJson(row.tools_before),
    toolsAfter: readOptionalJson(row.tools_after),
    useSeen: readOptionalJson(row.use_seen),
    proposal: readOptionalJson(row.proposal),
  };
}

/** A campaign and what it asks; `open_key` keeps it the only one of its tier. */
export async function insertCampaign(
  tx: Knex,
  options: {
    campaign: CampaignRecord;
    items: Pick<
      ReviewItemRecord,
      'id' | 'kind' | 'serverId' | 'grantId' | 'atReviewers'
    >[];
  },
): Promise<void> {
  const { campaign, items } = options;
  const row: CampaignRow = {
    id: campaign.id,
    open_key: campaign.riskTier,
    risk_tier: campaign.riskTier,
    state: 'open',
    opened_at: campaign.openedAt,
    opened_by: campaign.openedBy,
    remind_at: campaign.remindAt,
    escalate_at: campaign.escalateAt,
    suspend_at: campaign.suspendAt,
    escalate_to: JSON.stringify(campaign.escalateTo),
    closed_at: null,
  };
  await tx('review_campaigns').insert(row);
  const rows = items.map(item => ({
    id: item.id,
    campaign_id: campaign.id,
    kind: item.kind,
    server_id: item.serverId,
    grant_id: item.grantId ?? null,
    state: 'open',
    at_reviewers: item.atReviewers,
    created_at: campaign.openedAt,
  }));
  for (let from = 0; from < rows.length; from += 50) {
    await tx('review_items').insert(rows.slice(from, from + 50));
  }
}

/** A question by its id. */
export async function findReviewItem(
  knex: Knex,
  id: string,
): Promise<ReviewItemRecord | undefined> {
  const row: ReviewItemRow | undefined = await knex('review_items')
    .where({ id })
    .first();
  return row && toReviewItemRecord(row);
}

/** Campaigns by id. */
export async function findCampaigns(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, CampaignRecord>> {
  const rows: CampaignRow[] = await knex('review_campaigns').whereIn('id', [
    ...new Set(ids),
  ]);
  return new Map(rows.map(row => [row.id, toCampaignRecord(row)]));
}

/**
 * Moves a question on, if it is still as the caller saw it: of two answers, and of an answer and the clock, one wins.
 *
 * @returns false where somebody else was faster.
 */
export async function updateReviewItem(
  tx: Knex,
  options: {
    id: string;
    from: ReviewItemState;
    columns: Partial<ReviewItemRow>;
  },
): Promise<boolean> {
  const count: number = await tx('review_items')
    .where({ id: options.id, state: options.from })
    .update(options.columns);
  return count === 1;
}
