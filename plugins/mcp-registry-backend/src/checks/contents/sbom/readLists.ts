import type { Knex } from 'knex';
import { readSbom } from './readSbom';
import { type Sbom, SBOM_ORIGINS } from './Sbom';
import { findSbom, type SbomHead } from './SbomStore';

/** A list of contents, read, and where it came from. */
export interface ReadList {
  readonly head: SbomHead;
  readonly sbom: Sbom;
}

/** All lists that a revision has. One never takes the place of another: what any of them names is looked at. */
export async function readLists(
  knex: Knex,
  digest: string,
): Promise<ReadList[]> {
  const lists: ReadList[] = [];
  for (const origin of SBOM_ORIGINS) {
    const record = await findSbom(knex, { digest, origin });
    if (!record) continue;
    const { document, ...head } = record;
    lists.push({ head, sbom: readSbom(document) });
  }
  return lists;
}
