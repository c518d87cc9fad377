import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

/** So many versions are looked through; a company has a few thousand. */
const MAX_REVISIONS = 10_000;

/** What reaches a system: versions, those of old as well, and servers whose version of now does. */
export interface Reaching {
  digests: string[];
  servers: string[];
}

/**
 * Finds every reviewed version that declares that it reaches a system: a call names the version that it was made on, so that what a
 * server reached then is known, whatever it reaches now.
 *
 * @param system - An entity ref, or the name of something of any kind
 */
export async function findReaching(
  knex: Knex,
  system: string,
): Promise<Reaching> {
  const wanted = system.toLocaleLowerCase('en-US');
  const hasKind = wanted.includes(':');
  const text = (hasKind ? `"${wanted}"` : `/${wanted}"`).replace(
    /[\\%_]/g,
    '\\$&',
  );
  const rows: {
    digest: string;
    snapshot: string;
    server_ref: string;
    approved_digest: string | null;
  }[] = await knex('revisions')
    .join('servers', 'servers.id', 'revisions.server_id')
    // Only what may fit is read; whether it does is said below. Refs are kept in lower case or as people wrote them.
    .whereRaw(`lower(revisions.snapshot) LIKE ? ESCAPE '\\'`, [`%${text}%`])
    .limit(MAX_REVISIONS)
    .select(
      'revisions.digest',
      'revisions.snapshot',
      'servers.server_ref',
      'servers.approved_digest',
    );
  const found = rows.filter(({ snapshot }) =>
    readJson<RevisionSnapshot>(snapshot).reaches.some(ref => {
      const reached = ref.toLocaleLowerCase('en-US');
      return hasKind ? reached === wanted : reached.endsWith(`/${wanted}`);
    }),
  );
  return {
    digests: found.map(({ digest }) => digest),
    servers: found
      .filter(row => row.approved_digest === row.digest)
      .map(row => row.server_ref),
  };
}
