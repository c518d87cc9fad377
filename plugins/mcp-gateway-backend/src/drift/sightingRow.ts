import {
  DEPARTURES,
  type Departure,
  STANDING_REASONS,
  type StandingReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Sighting } from './types';

/** A row of the table `tool_sightings`. */
export interface SightingRow {
  server_id: string;
  tool: string;
  departure: string | null;
  reason: string;
  seen: string | null;
  definition: string | null;
  settled_at: string;
  since: string;
  version: number | string;
}

/** A larger definition is not kept: its tool is held back all the same, and the proposed revision lacks it. */
const MAX_DEFINITION = 64 * 1024;

/** Reads a row. */
export function toSighting(row: SightingRow): Sighting {
  return {
    serverId: row.server_id,
    tool: row.tool,
    standing: {
      ...(row.departure !== null && { departure: departureIn(row.departure) }),
      reason: reasonIn(row.reason),
      seen: row.seen === null ? null : JSON.parse(row.seen),
      settledAt: row.settled_at,
    },
    ...(row.definition !== null && { definition: JSON.parse(row.definition) }),
    since: row.since,
  };
}

/** Writes one. */
export function toSightingRow(
  { serverId, tool, standing, definition, since }: Sighting,
  version: number,
): SightingRow {
  const text = definition ? JSON.stringify(definition) : undefined;
  return {
    server_id: serverId,
    tool,
    departure: standing.departure ?? null,
    reason: standing.reason,
    seen: standing.seen ? JSON.stringify(standing.seen) : null,
    definition: text && text.length <= MAX_DEFINITION ? text : null,
    settled_at: standing.settledAt,
    since,
    version,
  };
}

// What this version does not know counts as a departure: nothing is served for a word that nobody understands.
function departureIn(text: string): Departure {
  return DEPARTURES.find(departure => departure === text) ?? 'changed';
}

function reasonIn(text: string): StandingReason {
  return STANDING_REASONS.find(reason => reason === text) ?? 'seen-otherwise';
}
