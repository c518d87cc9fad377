import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { readOptionalJson } from '../../database/readJson';
import { ofOwners, type ReportSection } from '../ReportSection';
import { toolsText } from '../../access/toolsText';

/** Questions of access reviews that were open or answered in the period. */
export const reviewSection: ReportSection = {
  id: 'reviews',
  columns: [
    'server',
    'owner',
    'about',
    'holder',
    'askedAt',
    'state',
    'answeredAt',
    'answeredBy',
    'signedInAt',
    'reason',
    'toolsBefore',
    'toolsAfter',
    'campaign',
  ],
  isOfServers: true,
  query: (knex, scope) =>
    ofOwners(
      knex('review_items')
        .join('servers', 'servers.id', 'review_items.server_id')
        .leftJoin('grants', 'grants.id', 'review_items.grant_id')
        .where('review_items.created_at', '<', scope.to)
        .where(alive =>
          alive
            .whereNull('review_items.decided_at')
            .orWhere('review_items.decided_at', '>=', scope.from),
        )
        .orderBy([
          'servers.server_ref',
          'review_items.created_at',
          'review_items.id',
        ])
        .select('review_items.*', {
          server_ref: 'servers.server_ref',
          owner: 'servers.owner',
          subject: 'grants.subject',
        }),
      scope,
    ),
  row: row => ({
    server: row.server_ref,
    owner: row.owner,
    about: row.kind,
    holder: row.subject ?? '',
    askedAt: row.created_at,
    state: row.state,
    answeredAt: row.decided_at ?? '',
    answeredBy: row.decided_by ?? '',
    signedInAt: row.signed_in_at ?? '',
    reason: row.reason ?? '',
    toolsBefore: tools(row.tools_before),
    toolsAfter: tools(row.tools_after),
    campaign: row.campaign_id,
  }),
};

function tools(json: string | null): string {
  const selection = readOptionalJson<ToolSelection>(json);
  return selection ? toolsText(selection) : '';
}
