import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Sbom, SbomFormat, SbomOrigin } from './Sbom';

const TABLE = 'revision_sboms';

/** What is known of a list of contents without reading it. */
export interface SbomHead {
  readonly digest: string;
  readonly origin: SbomOrigin;
  readonly format: SbomFormat;
  readonly specVersion: string;
  readonly sha256: string;
  readonly components: number;
  readonly at: string;
  /** Who uploaded it. */
  readonly by?: string;
}

/** A list of contents as it came. */
export type SbomRecord = SbomHead & { readonly document: string };

interface SbomRow {
  digest: string;
  origin: SbomOrigin;
  format: SbomFormat;
  spec_version: string;
  document: string;
  sha256: string;
  components: number;
  at: string;
  by: string | null;
}

const HEAD = [
  'digest',
  'origin',
  'format',
  'spec_version',
  'sha256',
  'components',
  'at',
  'by',
] as const;

/** The lists that a revision has. */
export async function listSboms(
  knex: Knex,
  digest: string,
): Promise<SbomHead[]> {
  const rows: Omit<SbomRow, 'document'>[] = await knex(TABLE)
    .where({ digest })
    .orderBy('origin')
    .select(...HEAD);
  return rows.map(toHead);
}

/** One of them, with its document. */
export async function findSbom(
  knex: Knex,
  where: { digest: string; origin: SbomOrigin },
): Promise<SbomRecord | undefined> {
  const row: SbomRow | undefined = await knex(TABLE).where(where).first();
  return row && { ...toHead(row), document: row.document };
}

/** Keeps a list in the place of an earlier one of the same origin. */
export async function putSbom(
  knex: Knex,
  options: {
    digest: string;
    origin: SbomOrigin;
    document: string;
    sbom: Pick<Sbom, 'format' | 'specVersion' | 'components'>;
    at: string;
    by?: string;
  },
): Promise<void> {
  const { digest, origin, document, sbom, at, by } = options;
  const row: SbomRow = {
    ...{ digest, origin, document, at },
    format: sbom.format,
    spec_version: sbom.specVersion,
    sha256: createHash('sha256').update(document).digest('hex'),
    components: sbom.components.length,
    by: by ?? null,
  };
  await knex(TABLE).insert(row).onConflict(['digest', 'origin']).merge();
}

/** A revision of the same package has the same contents. */
export async function copySboms(
  knex: Knex,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const rows: SbomRow[] = await knex(TABLE).where({ digest: from });
  if (rows.length === 0) return;
  await knex(TABLE)
    .insert(rows.map(row => ({ ...row, digest: to })))
    .onConflict(['digest', 'origin'])
    .ignore();
}

/** Takes an uploaded list away. */
export async function removeSbom(
  knex: Knex,
  where: { digest: string; origin: SbomOrigin },
): Promise<boolean> {
  const count: number = await knex(TABLE).where(where).del();
  return count > 0;
}

function toHead(row: Omit<SbomRow, 'document'>): SbomHead {
  return {
    digest: row.digest,
    origin: row.origin,
    format: row.format,
    specVersion: row.spec_version,
    sha256: row.sha256,
    components: row.components,
    at: row.at,
    ...(row.by !== null && { by: row.by }),
  };
}
