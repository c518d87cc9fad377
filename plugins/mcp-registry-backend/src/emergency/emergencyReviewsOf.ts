import type { Knex } from 'knex';
import type { Caller } from '../service/Caller';

const WAITING = ['open', 'reminded', 'escalated'] as const;

/** The reviews that somebody took, or may close; all for the review team. */
export function emergencyReviewsOf(
  caller: Caller,
  options: { knex: Knex; isOpen: boolean },
): Knex.QueryBuilder {
  const { knex, isOpen } = options;
  const query = knex('emergency_reviews').join(
    'servers',
    'servers.id',
    'emergency_reviews.server_id',
  );
  if (isOpen) query.whereIn('emergency_reviews.state', WAITING);
  else query.whereNotNull('emergency_reviews.closed_at');
  if (!caller.isApprover) {
    const refs = caller.ownershipEntityRefs;
    query.where(mine => {
      mine
        .where({ 'emergency_reviews.taken_by': caller.userEntityRef })
        .orWhereIn('servers.owner', refs);
      for (const ref of refs) {
        // With its quotes, and nothing in it a wildcard: whole refs only.
        const named = `%${JSON.stringify(ref).replace(/[!%_]/g, '!$&')}%`;
        mine
          .orWhereRaw(`emergency_reviews.closers LIKE ? ESCAPE '!'`, [named])
          .orWhere(loud =>
            loud
              .where({ 'emergency_reviews.state': 'escalated' })
              .whereRaw(`emergency_reviews.escalate_to LIKE ? ESCAPE '!'`, [
                named,
              ]),
          );
      }
    });
  }
  return query;
}
