import { stringify } from 'csv-stringify/sync';
import type { Knex } from 'knex';
import { toolsText } from '../access/toolsText';
import type { CampaignRecord, ReviewItemRow } from './ReviewStore';
import { toReviewItemRecord } from './ReviewStore';

const COLUMNS = [
  'campaign',
  'risk_tier',
  'opened_at',
  'question',
  'about',
  'server',
  'holder',
  'purpose',
  'granted_by',
  'granted_at',
  'ends_at',
  'state',
  'answered_at',
  'answered_by',
  'signed_in_at',
  'reason',
  'tools_before',
  'tools_after',
  'use_known',
  'last_used_at',
  'used_tools',
] as const;

type Row = ReviewItemRow & {
  server_ref: string;
  subject: string | null;
  purpose: string | null;
  granted_by: string | null;
  granted_at: string | null;
  expires_at: string | null;
};

/** The evidence of a campaign. Text of people never becomes a formula in a spreadsheet. */
export async function campaignCsv(
  knex: Knex,
  campaign: CampaignRecord,
): Promise<string> {
  const rows: Row[] = await knex('review_items')
    .join('servers', 'servers.id', 'review_items.server_id')
    .leftJoin('grants', 'grants.id', 'review_items.grant_id')
    .where({ campaign_id: campaign.id })
    .orderBy(['servers.server_ref', 'review_items.kind', 'review_items.id'])
    .select('review_items.*', {
      server_ref: 'servers.server_ref',
      subject: 'grants.subject',
      purpose: 'grants.purpose',
      granted_by: 'grants.granted_by',
      granted_at: 'grants.created_at',
      expires_at: 'grants.expires_at',
    });
  return stringify(
    rows.map(row => cells(row, campaign)),
    { header: true, columns: [...COLUMNS], escape_formulas: true },
  );
}

function cells(
  row: Row,
  campaign: CampaignRecord,
): Record<(typeof COLUMNS)[number], string> {
  const item = toReviewItemRecord(row);
  const use = item.useSeen;
  return {
    campaign: campaign.id,
    risk_tier: campaign.riskTier,
    opened_at: campaign.openedAt,
    question: item.id,
    about: item.kind,
    server: row.server_ref,
    holder: row.subject ?? '',
    purpose: row.purpose ?? '',
    granted_by: row.granted_by ?? '',
    granted_at: row.granted_at ?? '',
    ends_at: row.expires_at ?? '',
    state: item.state,
    answered_at: item.decidedAt ?? '',
    answered_by: item.decidedBy ?? '',
    signed_in_at: item.signedInAt ?? '',
    reason: item.reason ?? '',
    tools_before: item.toolsBefore ? toolsText(item.toolsBefore) : '',
    tools_after: item.toolsAfter ? toolsText(item.toolsAfter) : '',
    // Without an answer nobody looked.
    use_known: use ? String(use.known) : '',
    last_used_at: use?.known ? use.lastUsedAt ?? 'never' : '',
    used_tools: use?.known ? use.tools.map(({ name }) => name).join(' ') : '',
  };
}
