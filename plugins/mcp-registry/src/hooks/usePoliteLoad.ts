import { useCallback, useState } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { useLoad, type Loaded } from './useLoad';

const REFUSALS = [401, 403, 404];

/** As {@link useLoad}, every `everyMs`; who was refused, or asked for what is not there, does not ask again by itself. */
export function usePoliteLoad<T>(
  load: () => Promise<T>,
  everyMs: number,
): Loaded<T> {
  const [refused, setRefused] = useState<() => Promise<T>>();
  const asked = useCallback(async () => {
    try {
      const value = await load();
      setRefused(undefined);
      return value;
    } catch (error) {
      const isRefusal =
        error instanceof ApiProblem && REFUSALS.includes(error.status);
      setRefused(() => (isRefusal ? load : undefined));
      throw error;
    }
  }, [load]);
  return useLoad(asked, {
    everyMs: refused === load ? undefined : everyMs,
  });
}
