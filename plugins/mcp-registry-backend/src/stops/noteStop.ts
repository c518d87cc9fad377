import type { Knex } from 'knex';
import { addHistory } from '../service/HistoryStore';
import type { StopRecord } from './StopStore';

/** Writes into the history what became of a stop: its own, and its server's where it belongs to one. */
export async function noteStop(
  tx: Knex,
  stop: StopRecord,
  entry: {
    event: string;
    at: string;
    by: string;
    actor?: string;
    reason?: string;
    details?: Record<string, unknown>;
  },
): Promise<void> {
  const { kind, subject } = stop;
  const details = { ...entry.details, stopId: stop.id, kind, subject };
  await addHistory(tx, { ...entry, details, kind: 'stop', id: stop.id });
  if (stop.serverId !== undefined) {
    await addHistory(tx, {
      ...entry,
      details,
      kind: 'server',
      id: stop.serverId,
    });
  }
}
