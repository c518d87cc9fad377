import type { Knex } from 'knex';
import { readJson } from '../../../database/readJson';

const TABLE = 'contents_sources';

/** What is read of sources. */
export type SourceKindName = 'osv' | 'vex';

/** What is known of a source. */
export interface SourceState {
  readonly name: string;
  readonly fingerprint?: string;
  readonly generation?: string;
  readonly asOf?: string;
  readonly readAt?: string;
  readonly triedAt: string;
  readonly problem?: string;
  readonly counts: Readonly<Record<string, number>>;
}

interface SourceRow {
  kind: SourceKindName;
  name: string;
  fingerprint: string | null;
  generation: string | null;
  as_of: string | null;
  read_at: string | null;
  tried_at: string;
  problem: string | null;
  counts: string;
}

/** All that was tried to be read, of one kind. */
export async function findSources(
  knex: Knex,
  kind: SourceKindName,
): Promise<SourceState[]> {
  const rows: SourceRow[] = await knex(TABLE).where({ kind }).orderBy('name');
  return rows.map(row => ({
    name: row.name,
    fingerprint: row.fingerprint ?? undefined,
    generation: row.generation ?? undefined,
    asOf: row.as_of ?? undefined,
    readAt: row.read_at ?? undefined,
    triedAt: row.tried_at,
    problem: row.problem ?? undefined,
    counts: readJson<Record<string, number>>(row.counts),
  }));
}

/** Writes down what came of a try; what is absent stays as it was. */
export async function noteTry(
  knex: Knex,
  options: {
    kind: SourceKindName;
    name: string;
    triedAt: string;
    /** Only if the source is as the caller saw it: of two that read it at once, one counts. */
    seen?: string;
    problem?: string;
    found?: Required<
      Pick<SourceState, 'fingerprint' | 'generation' | 'readAt' | 'counts'>
    > &
      Pick<SourceState, 'asOf'>;
  },
): Promise<boolean> {
  const { kind, name, triedAt, problem, seen, found } = options;
  await knex(TABLE)
    .insert({ kind, name, tried_at: triedAt, counts: '{}' })
    .onConflict(['kind', 'name'])
    .ignore();
  const count: number = await knex(TABLE)
    .where({ kind, name })
    .modify(query =>
      found ? query.andWhere({ generation: seen ?? null }) : query,
    )
    .update({
      tried_at: triedAt,
      problem: problem ?? null,
      ...(found && {
        fingerprint: found.fingerprint,
        generation: found.generation,
        as_of: found.asOf ?? null,
        read_at: found.readAt,
        counts: JSON.stringify(found.counts),
      }),
    });
  return count === 1;
}

/** Forgets sources that are no longer configured. */
export async function forgetSources(
  knex: Knex,
  options: { kind: SourceKindName; keep: readonly string[] },
): Promise<number> {
  return await knex(TABLE)
    .where({ kind: options.kind })
    .whereNotIn('name', [...options.keep])
    .del();
}
