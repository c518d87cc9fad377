import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { PolicyReplay } from '../api/types';

/** How far back, and how many calls at the most. */
export const REPLAY = { days: 30, calls: 5_000 } as const;

export type ReplayedChange = PolicyReplay['changes'][number];

/** Where a replay is. */
export interface ReplayState {
  state: 'idle' | 'running' | 'stopped' | 'done' | 'bounded' | 'failed';
  calls: number;
  changes: ReplayedChange[];
  error?: Error;
}

const IDLE: ReplayState = { state: 'idle', calls: 0, changes: [] };

/** Decides recorded calls again under a change, batch by batch, until it is done, stopped or enough. */
export function useReplay() {
  const gateway = useApi(mcpGatewayApiRef);
  const [replay, setReplay] = useState(IDLE);
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  const run = useCallback(
    async (draft: {
      name: string;
      mode: 'observe' | 'enforce' | 'removed';
      text: string;
    }) => {
      turn.current += 1;
      const mine = turn.current;
      let found: ReplayState = { ...IDLE, state: 'running' };
      setReplay(found);
      let cursor: string | undefined;
      try {
        while (found.state === 'running') {
          const batch = await gateway.replayPolicy({
            ...draft,
            days: REPLAY.days,
            cursor,
          });
          if (mine !== turn.current) return;
          cursor = batch.nextCursor;
          const calls = found.calls + batch.calls;
          const changes = merge(found.changes, batch.changes);
          found = { state: stateAfter(cursor, calls), calls, changes };
          setReplay(found);
        }
      } catch (error) {
        if (mine !== turn.current) return;
        setReplay({ ...found, state: 'failed', error: error as Error });
      }
    },
    [gateway],
  );
  const stop = useCallback(() => {
    turn.current += 1;
    setReplay(before => ({ ...before, state: 'stopped' }));
  }, []);
  const clear = useCallback(() => {
    turn.current += 1;
    setReplay(IDLE);
  }, []);
  return { replay, run, stop, clear };
}

function stateAfter(cursor: string | undefined, calls: number) {
  if (cursor === undefined) return 'done';
  return calls >= REPLAY.calls ? 'bounded' : 'running';
}

/** The same change of the same person at the same tool is one. */
function merge(
  known: readonly ReplayedChange[],
  more: readonly ReplayedChange[],
): ReplayedChange[] {
  const byKey = new Map<string, ReplayedChange>();
  for (const change of [...known, ...more]) {
    const { kind, why, user, serverRef, tool } = change;
    const key = JSON.stringify([kind, why, user, serverRef, tool]);
    const before = byKey.get(key)?.calls ?? 0;
    byKey.set(key, { ...change, calls: before + change.calls });
  }
  return [...byKey.values()];
}
