import type { Knex } from 'knex';
import { type StopRecord, type StopRow, toStopRecord } from '../StopStore';

/** What a reaction has placed, whatever became of it. */
export async function findPlaced(
  knex: Knex,
  reactionId: string,
): Promise<StopRecord[]> {
  const rows: StopRow[] = await knex('stops')
    .where({ reaction_id: reactionId })
    .orderBy('subject');
  return rows.map(toStopRecord);
}

/** How much rules have placed since a moment. */
export async function countPlaced(
  knex: Knex,
  options: { since: string; kind?: string },
): Promise<number> {
  const query = knex('stops')
    .whereNotNull('reaction_id')
    .where('created_at', '>', options.since);
  if (options.kind) query.where({ kind: options.kind });
  const [{ count }] = await query.count({ count: '*' });
  return Number(count);
}
