import { useCallback, useEffect, useRef, useState } from 'react';

/** Something that is loaded from a backend. */
export interface Loaded<T> {
  value: T | undefined;
  error: Error | undefined;
  loading: boolean;
  refresh(): void;
}

/**
 * Loads when `load` changes, on `refresh()`, and every `everyMs` where asked. `load` must be memoized. The last value stays
 * while a newer one is on its way, and answers that came too late are dropped.
 */
export function useLoad<T>(
  load: () => Promise<T>,
  options?: { everyMs?: number },
): Loaded<T> {
  const [state, setState] = useState<{
    of?: () => Promise<T>;
    value?: T;
    error?: Error;
    loading: boolean;
  }>({ loading: true });
  const turn = useRef(0);

  const run = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setState(before => ({ ...before, loading: true }));
    try {
      const value = await load();
      if (mine === turn.current) {
        setState({ of: load, value, loading: false });
      }
    } catch (error) {
      if (mine === turn.current) {
        setState(before => ({
          of: load,
          value: before.of === load ? before.value : undefined,
          error: asError(error),
          loading: false,
        }));
      }
    }
  }, [load]);

  useEffect(() => {
    void run();
    return () => {
      turn.current += 1;
    };
  }, [run]);

  const everyMs = options?.everyMs;
  useEffect(() => {
    if (!everyMs) {
      return undefined;
    }
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') {
        void run();
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, run]);

  const refresh = useCallback(() => void run(), [run]);
  return {
    value: state.value,
    error: state.error,
    loading: state.loading,
    refresh,
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
