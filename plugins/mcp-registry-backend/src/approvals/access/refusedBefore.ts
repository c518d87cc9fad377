import type { Knex } from 'knex';
import type { AccessRequestRecord } from '../../access/AccessRequestStore';

const DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether the last word that a person had on this access was no: they denied it, or took it away. Then no rule gives it again; a person
 * who approves it lifts that.
 */
export async function refusedBefore(
  knex: Knex,
  options: { request: AccessRequestRecord; now: Date },
): Promise<boolean> {
  const { request, now } = options;
  const { serverId, subject, requestedBy } = request;
  const since = new Date(now.getTime() - DAYS * DAY_MS).toISOString();
  const same = (query: Knex.QueryBuilder) =>
    query
      .where({ server_id: serverId })
      .where(one =>
        one.where({ subject }).orWhere({ requested_by: requestedBy }),
      );
  const decided = async (state: 'approved' | 'denied') =>
    await same(knex('access_requests'))
      .where({ state })
      .where('decided_by', 'like', 'user:%')
      .where('decided_at', '>', since)
      .max<{ at: string | null }[]>({ at: 'decided_at' });
  const revoked = await same(knex('grants'))
    .where({ state: 'revoked' })
    .where('revoked_by', 'like', 'user:%')
    // Who gives something back has not been refused it.
    .whereNotIn('revoked_by', [subject, requestedBy])
    .where('revoked_at', '>', since)
    .max<{ at: string | null }[]>({ at: 'revoked_at' });
  const [denied, approved] = [
    await decided('denied'),
    await decided('approved'),
  ].map(([row]) => row?.at ?? '');
  const refused = [denied, revoked[0]?.at ?? ''].sort().at(-1) ?? '';
  return refused !== '' && refused >= approved;
}
