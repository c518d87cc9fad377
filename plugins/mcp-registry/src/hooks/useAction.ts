import { useCallback, useState } from 'react';

/** One thing a person sets off: whether it runs, and what went wrong. */
export interface Action<Args extends unknown[], T> {
  run(...args: Args): Promise<T | undefined>;
  running: boolean;
  error: Error | undefined;
  clear(): void;
}

/** Runs `act` on demand; errors are kept for display instead of thrown, and `run` then answers `undefined`. */
export function useAction<Args extends unknown[], T>(
  act: (...args: Args) => Promise<T>,
): Action<Args, T> {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<Error>();
  const run = useCallback(
    async (...args: Args) => {
      setRunning(true);
      setError(undefined);
      try {
        return await act(...args);
      } catch (thrown) {
        setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
        return undefined;
      } finally {
        setRunning(false);
      }
    },
    [act],
  );
  const clear = useCallback(() => setError(undefined), []);
  return { run, running, error, clear };
}
