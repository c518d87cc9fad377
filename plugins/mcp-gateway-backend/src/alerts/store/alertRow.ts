import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Alert, AlertState } from '../types';

/** A row of the table `alerts`. */
export interface AlertRow {
  id: string;
  key_digest: string;
  detector: string;
  severity: string;
  state: string;
  who: string | null;
  server_ref: string | null;
  owner_ref: string | null;
  tool: string | null;
  evidence: string;
  calls: string;
  fingerprint: string;
  first_at: string;
  last_at: string;
  times: number;
  changed_at: string;
}

const STATES: readonly AlertState[] = [
  ...(['open', 'acknowledged', 'resolved', 'dismissed'] as const),
];

/** Reads a row. */
export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    detector: known(DETECTOR_IDS, row.detector),
    severity: known(ALERT_SEVERITIES, row.severity),
    state: known(STATES, row.state),
    ...(row.who !== null && { who: row.who }),
    ...(row.server_ref !== null && { serverRef: row.server_ref }),
    ...(row.owner_ref !== null && { owner: row.owner_ref }),
    ...(row.tool !== null && { tool: row.tool }),
    values: JSON.parse(row.evidence),
    calls: JSON.parse(row.calls),
    fingerprint: row.fingerprint,
    firstAt: row.first_at,
    lastAt: row.last_at,
    times: row.times,
    changedAt: row.changed_at,
  };
}

function known<T extends string>(all: readonly T[], word: string): T {
  const found = all.find(one => one === word);
  if (found === undefined) throw new Error(`Unknown in alerts: ${word}`);
  return found;
}
