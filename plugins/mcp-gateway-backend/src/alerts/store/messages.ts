import type { Knex } from 'knex';
import type { AlertMessage, Told } from '../types';

const TABLE = 'alert_messages';

interface MessageRow {
  id: number;
  alert_id: string;
  route: string;
  what: Told;
  due_at: number | string;
  tries: number;
}

/**
 * Puts a word about an alert on its way. What has not been sent yet is replaced by what is said now; that something is over, of which nobody
 * has heard, need not be said.
 */
export async function putMessage(
  tx: Knex.Transaction,
  message: { alertId: string; route: string; what: Told; dueAt: number },
): Promise<void> {
  const { alertId: alert_id, route, what, dueAt: due_at } = message;
  const waiting: MessageRow | undefined = await tx<MessageRow>(TABLE)
    .where({ alert_id, route })
    .first();
  if (waiting) {
    await tx(TABLE).where({ id: waiting.id }).delete();
    const isNews = waiting.what === 'raised' || waiting.what === 'reopened';
    if (isNews && what === 'retracted' && waiting.tries === 0) return;
  }
  const isFirst = waiting?.what === 'raised' && what === 'changed';
  await tx(TABLE).insert({
    ...{ alert_id, route, due_at, tries: 0 },
    what: isFirst ? 'raised' : what,
  });
}

/** What is due, the oldest first. */
export async function dueMessages(
  knex: Knex,
  now: number,
  limit: number,
): Promise<AlertMessage[]> {
  const rows: MessageRow[] = await knex<MessageRow>(TABLE)
    .where('due_at', '<=', now)
    .orderBy('id')
    .limit(limit);
  return rows.map(({ id, alert_id: alertId, route, what, tries }) => ({
    ...{ id, alertId, route, what, tries },
  }));
}

/** It was sent, or never will be. */
export async function dropMessage(knex: Knex, id: number): Promise<void> {
  await knex(TABLE).where({ id }).delete();
}

/** It is tried again. */
export async function postponeMessage(
  knex: Knex,
  message: AlertMessage,
  dueAt: number,
): Promise<void> {
  await knex(TABLE)
    .where({ id: message.id })
    .update({ due_at: dueAt, tries: message.tries + 1 });
}
