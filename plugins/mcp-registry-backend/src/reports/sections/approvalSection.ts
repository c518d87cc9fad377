import { ofOwners, type ReportSection } from '../ReportSection';

/** What was decided about versions of servers in the period, and what was said for it: by people and by rules. */
export const approvalSection: ReportSection = {
  id: 'approvals',
  columns: [
    'server',
    'owner',
    'version',
    'digest',
    'submittedAt',
    'submittedBy',
    'state',
    'decidedAt',
    'decidedBy',
    'reason',
    'verdict',
    'verdictBy',
    'inPlaceOf',
    'verdictAt',
    'signedInAt',
    'source',
    'ticket',
  ],
  isOfServers: true,
  query: (knex, scope) =>
    ofOwners(
      knex('revisions')
        .join('servers', 'servers.id', 'revisions.server_id')
        .leftJoin('revision_reviews', join =>
          join.on('revision_reviews.digest', 'revisions.digest'),
        )
        .where('revisions.decided_at', '>=', scope.from)
        .where('revisions.decided_at', '<', scope.to)
        .orderBy([
          'servers.server_ref',
          'revisions.number',
          'revision_reviews.id',
        ])
        .select({
          server_ref: 'servers.server_ref',
          owner: 'servers.owner',
          number: 'revisions.number',
          digest: 'revisions.digest',
          submitted_at: 'revisions.submitted_at',
          submitted_by: 'revisions.submitted_by',
          state: 'revisions.state',
          decided_at: 'revisions.decided_at',
          decided_by: 'revisions.decided_by',
          reason: 'revisions.reason',
          verdict: 'revision_reviews.verdict',
          verdict_by: 'revision_reviews.by',
          in_place_of: 'revision_reviews.on_behalf_of',
          verdict_at: 'revision_reviews.at',
          signed_in_at: 'revision_reviews.signed_in_at',
          source: 'revision_reviews.source',
          ticket: 'revision_reviews.ticket',
        }),
      scope,
    ),
  row: row => ({
    server: row.server_ref,
    owner: row.owner,
    version: String(row.number),
    digest: row.digest,
    submittedAt: row.submitted_at,
    submittedBy: row.submitted_by,
    state: row.state,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by ?? '',
    reason: row.reason ?? '',
    verdict: row.verdict ?? '',
    verdictBy: row.verdict_by ?? '',
    inPlaceOf: row.in_place_of ?? '',
    verdictAt: row.verdict_at ?? '',
    signedInAt: row.signed_in_at ?? '',
    source: row.source ?? '',
    ticket: row.ticket ?? '',
  }),
};
