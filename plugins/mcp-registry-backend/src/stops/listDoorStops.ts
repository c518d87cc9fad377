import {
  MAX_STOPS,
  type StopList,
  stopListSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { readHead } from '../feed/FeedStore';
import { type StopRow, toStopRecord, whereInForce } from './StopStore';

/** Every stop in force, for gateways. Who stopped it and why stays here. */
export async function listDoorStops(knex: Knex, now: Date): Promise<StopList> {
  // The number is read first: what changes meanwhile is in the list or has a higher one, and is fetched again.
  const { stops: sequence } = await readHead(knex);
  const query = knex('stops').orderBy(['created_at', 'id']).limit(MAX_STOPS);
  whereInForce(query, now);
  const rows: StopRow[] = await query;
  return stopListSchema.parse({
    sequence,
    items: rows.map(toStopRecord).map(stop => ({
      id: stop.id,
      kind: stop.kind,
      serverId: stop.serverId,
      subject: stop.subject,
      message: stop.message,
      endsAt: stop.endsAt,
    })),
  });
}
