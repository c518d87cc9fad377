import { useCallback } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';

/**
 * The page's state in its address. This file and `useLinks` are the only ones that know the router, so that a newer one
 * changes them alone.
 */
export function useUrlState(): {
  get(key: string): string | undefined;
  getAll(key: string): string[];
  set(values: Record<string, string | undefined>): void;
  /** All of it, as it stands in the address. */
  text: string;
  /** Takes another state's place. */
  replace(text: string): void;
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
  const replace = useCallback(
    (text: string) => setParams(new URLSearchParams(text)),
    [setParams],
  );
  return { get, getAll, set, text: params.toString(), replace };
}

/** What stands in the address behind the page's own path: `call-1` of `/mcp/activity/call-1`. */
export function usePathRest(): string {
  return useParams()['*'] ?? '';
}
