import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * The page's state in its address. This file and `useLinks` are the only ones that know the router, so that a newer one
 * changes them alone.
 */
export function useUrlState(): {
  get(key: string): string | undefined;
  getAll(key: string): string[];
  set(values: Record<string, string | undefined>): void;
} {
  const [params, setParams] = useSearchParams();
  const get = useCallback(
    (key: string) => params.get(key) || undefined,
    [params],
  );
  const getAll = useCallback((key: string) => params.getAll(key), [params]);
  const set = useCallback(
    (values: Record<string, string | undefined>) =>
      setParams(
        before => {
          const next = new URLSearchParams(before);
          for (const [key, value] of Object.entries(values)) {
            if (value) {
              next.set(key, value);
            } else {
              next.delete(key);
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { get, getAll, set };
}
