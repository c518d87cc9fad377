import { useApi } from '@backstage/frontend-plugin-api';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
  SERVER_STATUSES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback } from 'react';
import { mcpRegistryApiRef, type ServerQuery } from '../api/McpRegistryApi';
import { usePages } from '../hooks/usePages';

/** The filters of the list, as they stand in the page's address. */
export interface ServerFilters {
  search?: string;
  owner?: string;
  data?: string;
  risk?: string;
  tag?: string;
  status?: string;
  usable?: string;
}

/** What clears every filter. */
export const NO_FILTERS: ServerFilters = {
  search: undefined,
  owner: undefined,
  data: undefined,
  risk: undefined,
  tag: undefined,
  status: undefined,
  usable: undefined,
};

/** The servers that match, page by page. */
export function useServers(filters: ServerFilters) {
  const registry = useApi(mcpRegistryApiRef);
  const { search, owner, data, risk, tag, status, usable } = filters;
  const load = useCallback(
    (cursor?: string) => {
      const query: ServerQuery = {
        search,
        owner,
        tag,
        dataClassification: oneOf(DATA_CLASSIFICATIONS, data),
        riskTier: oneOf(RISK_TIERS, risk),
        status: oneOf(SERVER_STATUSES, status),
        usable: usable === 'true' ? true : undefined,
        limit: 24,
        cursor,
      };
      return registry.listServers(query);
    },
    [registry, search, owner, tag, data, risk, status, usable],
  );
  return usePages(load);
}

/** What somebody typed into the address is a filter only where it is one of the known values. */
function oneOf<const V extends string>(
  values: readonly V[],
  value: string | undefined,
): V | undefined {
  return values.find(known => known === value);
}
