import { ofOwners, type ReportSection } from '../ReportSection';

/** Findings that were accepted, or asked to be, at some moment of the period. */
export const exceptionSection: ReportSection = {
  id: 'exceptions',
  columns: [
    'server',
    'owner',
    'digest',
    'check',
    'finding',
    'scope',
    'ground',
    'justification',
    'requestedAt',
    'requestedBy',
    'state',
    'decidedAt',
    'decidedBy',
    'reason',
    'endsAt',
    'endedAt',
    'endedBy',
    'endReason',
  ],
  isOfServers: true,
  query: (knex, scope) =>
    ofOwners(
      knex('exceptions')
        .join('servers', 'servers.id', 'exceptions.server_id')
        .where('exceptions.created_at', '<', scope.to)
        .where('exceptions.expires_at', '>=', scope.from)
        .where(alive =>
          alive
            .whereNull('exceptions.closed_at')
            .orWhere('exceptions.closed_at', '>=', scope.from),
        )
        .orderBy([
          'servers.server_ref',
          'exceptions.created_at',
          'exceptions.id',
        ])
        .select('exceptions.*', {
          server_ref: 'servers.server_ref',
          owner: 'servers.owner',
        }),
      scope,
    ),
  row: row => ({
    server: row.server_ref,
    owner: row.owner,
    digest: row.digest,
    check: row.check_id,
    finding: row.finding_id,
    scope: row.scope,
    ground: row.reason,
    justification: row.text,
    requestedAt: row.created_at,
    requestedBy: row.requested_by,
    state: row.state,
    decidedAt: row.decided_at ?? '',
    decidedBy: row.decided_by ?? '',
    reason: row.decision_reason ?? '',
    endsAt: row.expires_at,
    endedAt: row.closed_at ?? '',
    endedBy: row.closed_by ?? '',
    endReason: row.close_reason ?? '',
  }),
};
