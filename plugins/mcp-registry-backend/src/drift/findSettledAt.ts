import type { Knex } from 'knex';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';

/** What people decide about a server's tools. `restored`: they went back to an earlier revision. */
const DECISIONS = ['approved', 'rejected', 'restored'];

/**
 * When somebody last decided about a server's tools, or looked and found what is approved. Gateways let a tool go by such a
 * moment alone. It comes from the history, which nothing is taken out of: it never goes back.
 */
export async function findSettledAt(
  knex: Knex,
  options: { server: ServerRecord; approved: RevisionRecord },
): Promise<string> {
  const { server, approved } = options;
  const row = await knex('history')
    .where({ about_kind: 'revision' })
    .whereIn(
      'about_id',
      knex('revisions').where({ server_id: server.id }).select('digest'),
    )
    .whereIn('event', DECISIONS)
    .max<{ last: string | null }[]>({ last: 'at' });
  const moments = [row[0]?.last, server.surfaceLookedAt, approved.decidedAt];
  return moments.reduce<string>(
    (latest, moment) => (moment && moment > latest ? moment : latest),
    approved.submittedAt,
  );
}
