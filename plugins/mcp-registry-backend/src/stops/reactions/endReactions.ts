import { nextStopState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findGrant } from '../../access/GrantStore';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { touchStops } from '../../feed/FeedStore';
import { findServerById } from '../../servers/ServerStore';
import { noteStop } from '../noteStop';
import {
  type StopRecord,
  type StopRow,
  toStopRecord,
  updateStop,
  whereInForce,
} from '../StopStore';
import type { ReactionTarget } from './ReactionTargets';

/** Ends stops that are in force without a person's decision: only such as said beforehand what ends them. */
export async function endReactions(
  database: RegistryDatabase,
  options: {
    which: (query: Knex.QueryBuilder) => Knex.QueryBuilder;
    by: string;
    reason: string;
    now: Date;
  },
): Promise<{ stop: StopRecord; target: ReactionTarget }[]> {
  const { which, by, reason, now } = options;
  const inForce = async (knex: Knex) => {
    const query = which(knex('stops'));
    whereInForce(query, now);
    const rows: StopRow[] = await query;
    return rows.map(toStopRecord);
  };
  // Most sign-ins end nothing: then no gateway has to fetch anything.
  if ((await inForce(database.knex)).length === 0) return [];
  return await database.change(async tx => {
    const stops = await inForce(tx);
    if (stops.length === 0) return [];
    const sequence = await touchStops(tx);
    const at = now.toISOString();
    const over: { stop: StopRecord; target: ReactionTarget }[] = [];
    for (const stop of stops) {
      const next = nextStopState(stop.state, 'end');
      if (!next.ok) continue;
      const isOurs = await updateStop(tx, {
        ...{ id: stop.id, from: stop.state },
        columns: {
          ...{ state: next.state, ended_by: by, ended_at: at, sequence },
          end_reason: reason,
        },
      });
      if (!isOurs) continue;
      await noteStop(tx, stop, { event: 'stop-ended', at, by, reason });
      const target = await targetOf(tx, stop);
      if (target) over.push({ stop: { ...stop, endReason: reason }, target });
    }
    return over;
  });
}

async function targetOf(
  tx: Knex,
  { kind, subject, serverId }: StopRecord,
): Promise<ReactionTarget | undefined> {
  const server =
    serverId === undefined ? undefined : await findServerById(tx, serverId);
  switch (kind) {
    case 'step-up':
      return { kind, subject, holder: subject };
    case 'grant':
      return {
        ...{ kind, subject, server },
        holder: (await findGrant(tx, subject))?.subject,
      };
    case 'server':
      return { kind, subject, server };
    default:
      return undefined;
  }
}
