import { ofOwners, type ReportSection } from '../ReportSection';

/** Access that somebody took in an emergency, and what others said of it. */
export const emergencySection: ReportSection = {
  id: 'emergencies',
  columns: [
    'server',
    'owner',
    'takenBy',
    'takenAt',
    'policy',
    'reason',
    'state',
    'closedAt',
    'closedBy',
    'note',
  ],
  isOfServers: true,
  query: (knex, scope) =>
    ofOwners(
      knex('emergency_reviews')
        .join('servers', 'servers.id', 'emergency_reviews.server_id')
        .where('emergency_reviews.created_at', '<', scope.to)
        .where(alive =>
          alive
            .whereNull('emergency_reviews.closed_at')
            .orWhere('emergency_reviews.closed_at', '>=', scope.from),
        )
        .orderBy([
          'servers.server_ref',
          'emergency_reviews.created_at',
          'emergency_reviews.id',
        ])
        .select('emergency_reviews.*', {
          server_ref: 'servers.server_ref',
          owner: 'servers.owner',
        }),
      scope,
    ),
  row: row => ({
    server: row.server_ref,
    owner: row.owner,
    takenBy: row.taken_by,
    takenAt: row.created_at,
    policy: row.policy,
    reason: row.reason,
    state: row.state,
    closedAt: row.closed_at ?? '',
    closedBy: row.closed_by ?? '',
    note: row.note ?? '',
  }),
};
