import { useCallback, useEffect, useState } from 'react';
import { useLoad } from './useLoad';

interface Page {
  items: unknown[];
  nextCursor?: string;
}

/** A list that is loaded page by page. */
export interface Pages<P extends Page> {
  first: P | undefined;
  items: Array<P['items'][number]>;
  error: Error | undefined;
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  more(): void;
  refresh(): void;
}

/** Loads the first page when `load` changes, further ones on `more()`. A refresh starts again from the first page. */
export function usePages<P extends Page>(
  load: (cursor?: string) => Promise<P>,
  options?: { everyMs?: number },
): Pages<P> {
  const [rest, setRest] = useState<P[]>([]);
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<Error>();
  const loadFirst = useCallback(() => load(), [load]);
  const first = useLoad(loadFirst, {
    // While somebody reads older pages, the list must not jump under them.
    everyMs: rest.length === 0 ? options?.everyMs : undefined,
  });

  useEffect(() => {
    setRest([]);
    setMoreError(undefined);
  }, [first.value]);

  const pages = first.value ? [first.value, ...rest] : rest;
  const cursor = pages[pages.length - 1]?.nextCursor;

  const more = useCallback(() => {
    if (!cursor || loadingMore) {
      return;
    }
    setLoadingMore(true);
    setMoreError(undefined);
    load(cursor)
      .then(page => setRest(before => [...before, page]))
      .catch(error => setMoreError(error))
      .finally(() => setLoadingMore(false));
  }, [cursor, load, loadingMore]);

  return {
    first: first.value,
    items: pages.flatMap(page => page.items),
    error: first.error ?? moreError,
    loading: first.loading,
    loadingMore,
    hasMore: Boolean(cursor),
    more,
    refresh: first.refresh,
  };
}
