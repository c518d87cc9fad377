import {
  type CallLimits,
  callLimitsSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

interface LimitRow {
  server_id: string;
  limits: string;
  set_by: string;
  set_at: string;
}

/** Limits that somebody set. */
export interface LimitRecord {
  limits: CallLimits;
  setBy: string;
  setAt: string;
}

/** The limits of a server, if its owner set any. */
export async function findLimits(
  knex: Knex,
  serverId: string,
): Promise<LimitRecord | undefined> {
  const row = await knex<LimitRow>('server_limits')
    .where({ server_id: serverId })
    .first();
  return (
    row && {
      limits: callLimitsSchema.parse(readJson(row.limits)),
      setBy: row.set_by,
      setAt: row.set_at,
    }
  );
}

/** Sets the limits of a server; `undefined` takes them away. */
export async function saveLimits(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    limits: CallLimits | undefined;
    by: string;
    at: string;
  },
): Promise<void> {
  const { serverId, limits, by, at } = options;
  if (!limits) {
    await tx<LimitRow>('server_limits').where({ server_id: serverId }).delete();
    return;
  }
  await tx<LimitRow>('server_limits')
    .insert({
      server_id: serverId,
      limits: JSON.stringify(limits),
      set_by: by,
      set_at: at,
    })
    .onConflict('server_id')
    .merge();
}
