import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readOptionalJson } from '../database/readJson';

/** What a history entry is about. Grants are told in the history of their request. */
export type HistoryKind =
  | 'server'
  | 'revision'
  | 'request'
  | 'exception'
  | 'stop'
  | 'delegation'
  | 'approval-policy';

/** An entry to write. */
export interface NewHistoryEntry {
  kind: HistoryKind;
  id: string;
  at: string;
  by: string;
  actor?: string;
  event: string;
  reason?: string;
  details?: Record<string, unknown>;
}

interface HistoryRow {
  about_id: string;
  at: string;
  by: string;
  actor: string | null;
  event: string;
  reason: string | null;
  details: string | null;
}

/** Writes an entry, in the transaction of what it tells about. */
export async function addHistory(
  tx: Knex,
  entry: NewHistoryEntry,
): Promise<void> {
  await tx('history').insert({
    about_kind: entry.kind,
    about_id: entry.id,
    at: entry.at,
    by: entry.by,
    actor: entry.actor ?? null,
    event: entry.event,
    reason: entry.reason ?? null,
    details: entry.details ? JSON.stringify(entry.details) : null,
  });
}

/** The histories of several things of one kind, oldest entry first. */
export async function readHistory(
  knex: Knex,
  options: { kind: HistoryKind; ids: string[] },
): Promise<Map<string, RegistrySchemas['HistoryEntry'][]>> {
  const rows: HistoryRow[] = await knex('history')
    .where({ about_kind: options.kind })
    .whereIn('about_id', options.ids)
    .orderBy('id');
  const histories = new Map<string, RegistrySchemas['HistoryEntry'][]>();
  for (const row of rows) {
    const entries = histories.get(row.about_id) ?? [];
    entries.push({
      at: row.at,
      by: row.by,
      event: row.event,
      ...(row.actor && { actor: row.actor }),
      ...(row.reason && { reason: row.reason }),
      ...(row.details && { details: readOptionalJson(row.details) }),
    });
    histories.set(row.about_id, entries);
  }
  return histories;
}
