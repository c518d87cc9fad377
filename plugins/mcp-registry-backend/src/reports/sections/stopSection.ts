import type { ReportSection } from '../ReportSection';

/** What was stopped by the kill switch at some moment of the period. */
export const stopSection: ReportSection = {
  id: 'stops',
  columns: [
    'kind',
    'subject',
    'reason',
    'stoppedAt',
    'stoppedBy',
    'confirmedBy',
    'state',
    'endsAt',
    'endedAt',
    'endedBy',
    'endReason',
  ],
  isOfServers: false,
  query: (knex, scope) =>
    knex('stops')
      .where('created_at', '<', scope.to)
      .where(alive =>
        alive.whereNull('ended_at').orWhere('ended_at', '>=', scope.from),
      )
      .orderBy(['created_at', 'id'])
      .select('*'),
  row: row => ({
    kind: row.kind,
    subject: row.subject,
    reason: row.reason,
    stoppedAt: row.created_at,
    stoppedBy: row.created_by,
    confirmedBy: row.confirmed_by ?? '',
    state: row.state,
    endsAt: row.ends_at ?? '',
    endedAt: row.ended_at ?? '',
    endedBy: row.ended_by ?? '',
    endReason: row.end_reason ?? '',
  }),
};
