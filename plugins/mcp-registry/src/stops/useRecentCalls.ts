import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { StopTarget } from '../api/types';
import { useMayReadAll } from '../activity/useMayReadAll';
import { useLoad } from '../hooks/useLoad';

const DAYS = 7;
const LIMIT = 100;

/** Who called lately what a stop would hit, from the gateway's record. */
export interface RecentCalls {
  calls: number;
  people: number;
  /** There are more than were looked at. */
  isMore: boolean;
  /** ISO 8601. */
  last?: string;
}

/** Nothing where the record cannot be asked about it, or not by this person. */
export function useRecentCalls(target: StopTarget): RecentCalls | undefined {
  const gateway = useApi(mcpGatewayApiRef);
  const mayReadAll = useMayReadAll();
  const { kind, serverRef, subject } = target;
  const load = useCallback(async (): Promise<RecentCalls | undefined> => {
    const isOfServer =
      serverRef !== undefined && ['server', 'revision', 'tool'].includes(kind);
    if (!isOfServer && kind !== 'person') return undefined;
    const since = new Date(Date.now() - DAYS * 86_400_000).toISOString();
    const { items, nextCursor } = await gateway.listCalls({
      role: mayReadAll ? 'all' : 'owned',
      since,
      limit: LIMIT,
      ...(isOfServer && { serverRef }),
      ...(kind === 'tool' && { tool: subject }),
      ...(kind === 'person' && { user: subject }),
    });
    const people = new Set(items.flatMap(({ user }) => user ?? []));
    return {
      calls: items.length,
      people: people.size,
      isMore: nextCursor !== undefined,
      last: items[0]?.at,
    };
  }, [gateway, mayReadAll, kind, serverRef, subject]);
  return useLoad(load).value;
}
