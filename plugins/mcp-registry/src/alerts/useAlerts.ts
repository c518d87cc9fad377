import { useApi } from '@backstage/frontend-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useCallback, useEffect } from 'react';
import { mcpGatewayApiRef, type AlertQuery } from '../api/McpGatewayApi';
import { usePoliteLoad } from '../hooks/usePoliteLoad';
import { useUrlState } from '../hooks/useUrlState';

const EVERY_MS = 15_000;

/** So many alerts are shown; filters narrow the rest. */
export const SHOWN = 50;
/** The states that a filter can name. */
export const ALERT_STATES = [
  ...(['pending', 'open', 'acknowledged', 'resolved', 'dismissed'] as const),
];
const CHANNEL = 'mcp-gateway:alerts';

/** Which alerts the page's address asks for, and those. */
export function useAlerts() {
  const { get, set } = useUrlState();
  const gateway = useApi(mcpGatewayApiRef);
  const state = ALERT_STATES.find(id => id === get('state')) ?? 'pending';
  const severity = ALERT_SEVERITIES.find(id => id === get('severity'));
  const detector = DETECTOR_IDS.find(id => id === get('detector'));
  const server = get('server');
  const query: AlertQuery = {
    ...{ state, limit: SHOWN },
    ...(severity && { severity }),
    ...(detector && { detector }),
    ...(server && { serverRef: server }),
  };
  const asked = JSON.stringify(query);
  const loaded = usePoliteLoad(
    useCallback(() => gateway.listAlerts(JSON.parse(asked)), [gateway, asked]),
    EVERY_MS,
  );
  const { refresh } = loaded;
  // The signal says only that there is news.
  const { lastSignal } = useSignal(CHANNEL);
  useEffect(() => {
    if (lastSignal) refresh();
  }, [lastSignal, refresh]);
  const change = useCallback(
    (changed: Partial<Record<AlertFilterKey, string | undefined>>) =>
      set(changed),
    [set],
  );
  const open = useCallback(
    (id: string | undefined) => set({ alert: id }),
    [set],
  );
  const isFiltered = Boolean(severity || detector || server);
  return {
    ...{ ...loaded, query, server, isFiltered, change, open },
    opened: get('alert'),
  };
}

/** What can be filtered by. */
export type AlertFilterKey = 'state' | 'severity' | 'detector' | 'server';
