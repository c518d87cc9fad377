import { InputError } from '@backstage/errors';
import type { GatewayPaths } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';
import type { CallFilter } from './CallReader';
import { normalizeRef } from './readRef';

type Query = NonNullable<GatewayPaths['/calls']['get']['parameters']['query']>;

/** Knows which versions of which servers reach a system. */
export interface ReachFinder {
  listReaching(options: {
    system: string;
  }): Promise<{ digests: string[]; servers: string[] }>;
}

const timeSchema = z.iso.datetime({ offset: true });
/** An entity ref, or the name of something of any kind. */
const SYSTEM =
  /^[A-Za-z0-9][A-Za-z0-9._-]*(:[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+)?$/;

/** What a search asks for, checked and in the forms that calls are recorded in. */
export async function readCallFilter(
  query: Query,
  registry: ReachFinder,
): Promise<Omit<CallFilter, 'limit' | 'cursor' | 'after' | 'owners'>> {
  return {
    user: query.user && normalizeRef(query.user, 'user'),
    serverRef: query.serverRef && normalizeRef(query.serverRef, 'api'),
    actor: query.actor || undefined,
    client: query.client || undefined,
    tool: query.tool || undefined,
    decision: query.decision,
    outcome: query.outcome,
    reason: query.reason || undefined,
    grantId: query.grantId || undefined,
    revisionDigest: query.revisionDigest || undefined,
    sessionId: query.sessionId || undefined,
    since: readTime('since', query.since),
    until: readTime('until', query.until),
    reach: query.system ? await readReach(query.system, registry) : undefined,
  };
}

async function readReach(
  system: string,
  registry: ReachFinder,
): Promise<CallFilter['reach']> {
  if (!SYSTEM.test(system)) {
    throw new InputError(
      'system must be an entity ref such as resource:default/orders-db, or a name',
    );
  }
  return await registry.listReaching({
    system: system.toLocaleLowerCase('en-US'),
  });
}

function readTime(name: string, time: string | undefined): string | undefined {
  if (time === undefined) return undefined;
  const parsed = timeSchema.safeParse(time);
  if (!parsed.success) {
    throw new InputError(
      `${name} must be a time such as 2026-11-23T08:00:00Z (ISO 8601)`,
    );
  }
  return new Date(parsed.data).toISOString();
}
