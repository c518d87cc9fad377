import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

type Digest = RegistrySchemas['OwnerDigest'];

const SHOWN = 50;

/** Whose servers, and when. */
export interface DigestScope {
  owner: string;
  /** ISO 8601 in UTC, inclusive. */
  from: string;
  /** Exclusive. */
  to: string;
}

/** Current servers of an owner, as a query that others narrow. */
function serversOf(knex: Knex, owner: string): Knex.QueryBuilder {
  return knex('servers')
    .whereNotNull('servers.current_ref')
    .where('servers.owner', owner);
}

/** How many servers they own. */
export async function countServers(knex: Knex, owner: string): Promise<number> {
  return await countOf(serversOf(knex, owner));
}

/** What waits for a decision now. */
export async function waitingFor(
  knex: Knex,
  owner: string,
): Promise<Digest['waiting']> {
  const of = (table: string, state: string) =>
    countOf(
      knex(table)
        .where({ state })
        .whereIn('server_id', serversOf(knex, owner).select('servers.id')),
    );
  const [requests, versions, exceptions] = await Promise.all([
    of('access_requests', 'pending'),
    of('revisions', 'submitted'),
    of('exceptions', 'requested'),
  ]);
  return { requests, versions, exceptions };
}

/** Tools that are held back now, since they are not as they were approved. */
export async function heldToolsOf(
  knex: Knex,
  owner: string,
): Promise<Digest['heldTools']> {
  const rows: { current_ref: string; held_tools: string }[] = await serversOf(
    knex,
    owner,
  )
    .whereNotNull('held_tools')
    .orderBy('current_ref')
    .select('current_ref', 'held_tools');
  return rows.map(row => ({
    serverRef: row.current_ref,
    total: readJson<unknown[]>(row.held_tools).length,
  }));
}

/** Checks of what is approved that turned bad in the time and still are. */
export async function badChecksOf(
  knex: Knex,
  { owner, from, to }: DigestScope,
): Promise<Digest['checks']> {
  const rows: {
    current_ref: string;
    check_id: string;
    outcome: 'warn' | 'fail';
    at: string;
  }[] = await serversOf(knex, owner)
    .join('check_alerts', 'check_alerts.digest', 'servers.approved_digest')
    .join('revisions', 'revisions.digest', 'servers.approved_digest')
    // What was known when it was approved has not turned.
    .where(turned =>
      turned
        .whereNull('revisions.decided_at')
        .orWhereRaw('check_alerts.at > revisions.decided_at'),
    )
    .whereIn('check_alerts.outcome', ['warn', 'fail'])
    .where('check_alerts.at', '>=', from)
    .where('check_alerts.at', '<', to)
    .orderBy([{ column: 'check_alerts.at', order: 'desc' }, 'current_ref'])
    .limit(SHOWN)
    .select('current_ref', 'check_id', 'outcome', 'check_alerts.at');
  return rows.map(row => ({
    ...{ serverRef: row.current_ref, check: row.check_id },
    ...{ outcome: row.outcome, at: row.at },
  }));
}

async function countOf(query: Knex.QueryBuilder): Promise<number> {
  const [{ count }] = await query.count({ count: '*' });
  return Number(count);
}
