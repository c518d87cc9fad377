import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpGatewayApiRef, type FleetQuery } from '../api/McpGatewayApi';
import { usePoliteLoad } from '../hooks/usePoliteLoad';
import { useUrlState } from '../hooks/useUrlState';

const EVERY_MS = 10_000;

/** So many runtimes are on one page. */
export const PAGE_SIZE = 25;
/** The states that a filter can name. */
export const STATES = [
  'starting',
  'running',
  'draining',
  'stopping',
  'ended',
] as const;
/** The isolations that a filter can name. */
export const ISOLATIONS = ['shared', 'per-user', 'per-session'] as const;
/** What the list can be sorted by. */
export const SORTS = [
  'server',
  'owner',
  'state',
  'started',
  'memory',
  'cpu',
  'pids',
  'failures',
] as const;

/** What of the fleet the page's address asks for, and the fleet. */
export function useFleet() {
  const { get, set } = useUrlState();
  const search = get('search');
  const state = STATES.find(id => id === get('state'));
  const isolation = ISOLATIONS.find(id => id === get('isolation'));
  const driver = get('driver');
  const replica = get('replica');
  const sort = SORTS.find(id => id === get('sort'));
  const offset = Math.max(0, Math.floor(Number(get('from') ?? 0)) || 0);
  const gateway = useApi(mcpGatewayApiRef);
  const query: FleetQuery = {
    ...(search && { search }),
    ...(state && { state }),
    ...(isolation && { isolation }),
    ...(driver && { driver }),
    ...(replica && { replica }),
    ...(sort && { sort }),
    ...{ limit: PAGE_SIZE, offset },
  };
  const asked = JSON.stringify(query);
  const fleet = usePoliteLoad(
    useCallback(
      () => gateway.listRuntimes(JSON.parse(asked)),
      [gateway, asked],
    ),
    EVERY_MS,
  );
  const change = useCallback(
    (changed: Partial<Record<keyof FleetQuery, string | undefined>>) =>
      // Another question begins at its first page.
      set({ ...changed, from: undefined }),
    [set],
  );
  const turn = useCallback(
    (to: number) => set({ from: to > 0 ? String(to) : undefined }),
    [set],
  );
  const isFiltered = Boolean(search || state || isolation || driver || replica);
  return { ...fleet, query, offset, isFiltered, change, turn };
}
