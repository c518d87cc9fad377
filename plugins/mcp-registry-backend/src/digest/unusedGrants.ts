import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { UseReader } from '../reviews/GrantUseReader';
import type { DigestScope } from './digestFacts';

/** So many are looked at, the oldest first. */
const LOOKED_AT = 1_000;
const SHOWN = 50;

/** Accesses that were there all the time and that nobody used. `undefined`: nobody can say. */
export async function unusedGrants(
  knex: Knex,
  options: DigestScope & { now: Date; useReader: UseReader },
): Promise<RegistrySchemas['OwnerDigest']['unusedGrants']> {
  const { owner, from, now, useReader } = options;
  const grants: {
    id: string;
    server: string;
    subject: string;
    created_at: string;
  }[] = await knex('grants')
    .join('servers', 'servers.id', 'grants.server_id')
    .whereNotNull('servers.current_ref')
    .where({ 'servers.owner': owner, 'grants.state': 'active' })
    .where('grants.created_at', '<', from)
    .where('grants.expires_at', '>', now.toISOString())
    .orderBy(['grants.created_at', 'grants.id'])
    .limit(LOOKED_AT)
    .select('grants.id', 'grants.subject', 'grants.created_at', {
      server: 'servers.current_ref',
    });
  if (grants.length === 0) return { total: 0, items: [] };
  const used = await useReader.read(grants.map(({ id }) => id));
  // What was used before anybody remembered was not unused.
  if (!used || used.knownSince > from) return undefined;
  const unused = grants.filter(({ id }) => {
    const known = used.items.get(id);
    const last = [
      ...(known?.uses.map(({ lastUsedAt }) => lastUsedAt) ?? []),
      ...(known?.otherUsedAt ? [known.otherUsedAt] : []),
    ];
    return !known?.isCut && last.every(at => at < from);
  });
  return {
    total: unused.length,
    items: unused
      .slice(0, SHOWN)
      .map(({ id, server, subject, created_at }) => ({
        ...{ id, serverRef: server, subject, grantedAt: created_at },
      })),
  };
}
