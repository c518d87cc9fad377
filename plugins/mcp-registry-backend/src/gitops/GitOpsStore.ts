import type {
  ChangeOutcome,
  ImportProblemCode,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  ReviewEvidence,
  SourceChange,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../database/readJson';

/** Why the last try to import changed nothing. */
export interface ImportProblem {
  code: ImportProblemCode;
  where: readonly string[];
  at: string;
  /** Since when it has been so, and how many looks in a row. */
  since?: string;
  looks?: number;
}

/** What an import changed, by entity refs. */
export interface ImportSummary {
  added: string[];
  changed: string[];
  removed: string[];
  total: number;
}

/** How far a source is imported. */
export interface SourceRecord {
  revision?: string;
  importedAt?: string;
  checkedAt?: string;
  summary?: ImportSummary;
  problem?: ImportProblem;
  /** Of which failure people were told last. */
  told?: string;
}

/** A change of a source, as it concerns one server. */
export interface ChangeRecord {
  id: number;
  sourceId: string;
  serverId: string;
  path: string;
  change: SourceChange;
  /** Absent while it is not known who reviewed it. */
  evidence?: ReviewEvidence[];
  digest?: string;
  outcome: ChangeOutcome;
  settled: boolean;
  at: string;
}

interface ChangeRow {
  id: number;
  source_id: string;
  server_id: string;
  change_id: string;
  path: string;
  change: string;
  evidence: string | null;
  digest: string | null;
  outcome: ChangeOutcome;
  settled: boolean | number;
  at: string;
}

/** How far a source is imported. */
export async function findSource(
  knex: Knex,
  id: string,
): Promise<SourceRecord> {
  const row = await knex('gitops_sources').where({ id }).first();
  return row
    ? {
        revision: row.revision ?? undefined,
        importedAt: row.imported_at ?? undefined,
        checkedAt: row.checked_at ?? undefined,
        summary: readOptionalJson(row.summary),
        problem: readOptionalJson(row.problem),
        told: row.told ?? undefined,
      }
    : {};
}

/** Writes how far a source is imported; what is not named stays. */
export async function writeSource(
  knex: Knex,
  id: string,
  columns: {
    revision?: string;
    imported_at?: string;
    checked_at?: string;
    summary?: string;
    problem?: string | null;
    told?: string | null;
  },
): Promise<void> {
  await knex('gitops_sources')
    .insert({ id, ...columns })
    .onConflict('id')
    .merge(Object.keys(columns));
}

/** Adds what is to be settled. */
export async function addChanges(
  tx: Knex,
  rows: readonly Omit<ChangeRecord, 'id' | 'outcome' | 'settled'>[],
): Promise<void> {
  for (const row of rows) {
    await tx('gitops_changes').insert({
      source_id: row.sourceId,
      server_id: row.serverId,
      change_id: row.change.id,
      path: row.path,
      change: JSON.stringify(row.change),
      outcome: 'imported' satisfies ChangeOutcome,
      at: row.at,
    });
  }
}

/** What is not settled yet, oldest first. */
export async function findOpenChanges(
  knex: Knex,
  where: { sourceId: string } | { serverId: string },
): Promise<ChangeRecord[]> {
  const rows: ChangeRow[] = await knex('gitops_changes')
    .where({
      settled: false,
      ...('sourceId' in where
        ? { source_id: where.sourceId }
        : { server_id: where.serverId }),
    })
    .orderBy('id');
  return rows.map(toChangeRecord);
}

/** The newest changes of a source, newest first. */
export async function listChanges(
  knex: Knex,
  options: { sourceId: string; limit: number },
): Promise<ChangeRecord[]> {
  const rows: ChangeRow[] = await knex('gitops_changes')
    .where({ source_id: options.sourceId })
    .orderBy('id', 'desc')
    .limit(options.limit);
  return rows.map(toChangeRecord);
}

/** Writes what came of changes so far. */
export async function updateChanges(
  knex: Knex,
  ids: readonly number[],
  columns: {
    evidence?: string;
    digest?: string;
    outcome?: ChangeOutcome;
    settled?: boolean;
  },
): Promise<void> {
  await knex('gitops_changes')
    .whereIn('id', [...ids])
    .update(columns);
}

/** Keeps who wrote what is not settled of a server: none of them decides about it, whichever revision comes of it. */
export async function writeAuthors(
  knex: Knex,
  options: { serverId: string; users: readonly string[] },
): Promise<void> {
  const { serverId, users } = options;
  if (users.length === 0) return;
  await knex('gitops_authors')
    .insert(users.map(user => ({ server_id: serverId, user_ref: user })))
    .onConflict(['server_id', 'user_ref'])
    .ignore();
}

/** Forgets them once everything is settled. */
export async function forgetAuthors(
  knex: Knex,
  serverId: string,
): Promise<void> {
  const open = await knex('gitops_changes')
    .where({ server_id: serverId, settled: false })
    .first();
  if (!open)
    await knex('gitops_authors').where({ server_id: serverId }).delete();
}

/** The repository that defines a server, if one does. */
export async function findSourceOf(
  knex: Knex,
  serverId: string,
): Promise<{ sourceId: string; path: string } | undefined> {
  const row = await knex('servers')
    .where({ id: serverId })
    .whereNotNull('source_id')
    .select('source_id', 'source_path')
    .first();
  return row && { sourceId: row.source_id, path: row.source_path ?? '' };
}

function toChangeRecord(row: ChangeRow): ChangeRecord {
  return {
    id: row.id,
    sourceId: row.source_id,
    serverId: row.server_id,
    path: row.path,
    change: readJson<SourceChange>(row.change),
    evidence: readOptionalJson(row.evidence),
    digest: row.digest ?? undefined,
    outcome: row.outcome,
    settled: Boolean(row.settled),
    at: row.at,
  };
}
