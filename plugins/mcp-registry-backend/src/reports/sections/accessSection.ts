import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { readJson } from '../../database/readJson';
import { ofOwners, type ReportSection } from '../ReportSection';
import { toolsText } from '../../access/toolsText';

/** Who had access to what, and why: every grant that held at some moment of the period. */
export const accessSection: ReportSection = {
  id: 'access',
  columns: [
    'server',
    'owner',
    'risk',
    'classification',
    'holder',
    'tools',
    'purpose',
    'kind',
    'grantedAt',
    'grantedBy',
    'requestedBy',
    'reason',
    'endsAt',
    'state',
    'endedAt',
    'endedBy',
    'endReason',
    'reviewedAt',
  ],
  isOfServers: true,
  query: (knex, scope) =>
    ofOwners(
      knex('grants')
        .join('servers', 'servers.id', 'grants.server_id')
        .leftJoin('access_requests', 'access_requests.id', 'grants.request_id')
        .where('grants.created_at', '<', scope.to)
        .where('grants.expires_at', '>=', scope.from)
        .where(alive =>
          alive
            .whereNull('grants.revoked_at')
            .orWhere('grants.revoked_at', '>=', scope.from),
        )
        .orderBy(['servers.server_ref', 'grants.created_at', 'grants.id'])
        .select('grants.*', {
          server_ref: 'servers.server_ref',
          owner: 'servers.owner',
          risk: 'servers.risk_tier',
          classification: 'servers.data_classification',
          decision_reason: 'access_requests.reason',
        }),
      scope,
    ),
  row: row => ({
    server: row.server_ref,
    owner: row.owner,
    risk: row.risk,
    classification: row.classification,
    holder: row.subject,
    tools: toolsText(readJson<ToolSelection>(row.tools)),
    purpose: row.purpose,
    kind: row.kind,
    grantedAt: row.created_at,
    grantedBy: row.granted_by,
    requestedBy: row.requested_by,
    reason: row.decision_reason ?? '',
    endsAt: row.expires_at,
    state: row.state,
    endedAt: row.revoked_at ?? '',
    endedBy: row.revoked_by ?? '',
    endReason: row.revoke_reason ?? '',
    reviewedAt: row.reviewed_at ?? '',
  }),
};
