import {
  grantStateAt,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { type GrantRow, toGrantRecord } from '../access/GrantStore';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { findServersById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { EmergencyReviewRecord } from './EmergencyReviewStore';
import { mayCloseEmergency } from './mayCloseEmergency';

/** Reviews after emergencies, as one person sees them. */
export async function showEmergencyReviews(
  caller: Caller,
  reviews: EmergencyReviewRecord[],
  options: { database: RegistryDatabase; clock: Clock },
): Promise<RegistrySchemas['EmergencyReview'][]> {
  const { knex } = options.database;
  const now = options.clock.now();
  const servers = await findServersById(
    knex,
    reviews.map(({ serverId }) => serverId),
  );
  const rows: GrantRow[] = await knex('grants').whereIn(
    'id',
    reviews.map(({ grantId }) => grantId),
  );
  const grants = new Map(rows.map(row => [row.id, toGrantRecord(row)]));
  return reviews.flatMap(review => {
    const server = servers.get(review.serverId);
    const grant = grants.get(review.grantId);
    if (!server || !grant) return [];
    return [
      {
        id: review.id,
        policy: review.policy,
        state: review.state,
        serverRef: server.serverRef,
        serverTitle: server.display.title,
        takenBy: review.takenBy,
        reason: review.reason,
        createdAt: review.createdAt,
        grantId: grant.id,
        grantState: grantStateAt(grant, now),
        expiresAt: grant.expiresAt,
        tools: grant.tools,
        canClose:
          review.closedAt === undefined &&
          mayCloseEmergency(caller, { review, server }),
        closedAt: review.closedAt,
        closedBy: review.closedBy,
        note: review.note,
      },
    ];
  });
}
