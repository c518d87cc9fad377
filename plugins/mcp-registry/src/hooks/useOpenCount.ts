import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { InboxCount } from '../api/types';
import { useLoad } from './useLoad';

const EVERY_MS = 30_000;
const CHANGED = 'sallyport:inbox-changed';

const NONE: InboxCount = { open: 0, decisions: 0, reviews: 0 };

/** How much waits for the signed-in person, in all and by the tab that shows it. Nothing until known. */
export function useOpenCount(): InboxCount {
  const registry = useApi(mcpRegistryApiRef);
  const load = useCallback(() => registry.countInbox(), [registry]);
  const { value, refresh } = useLoad(load, { everyMs: EVERY_MS });
  useInboxChanged(refresh);
  return value ?? NONE;
}

/** Calls `onChange`, which must be memoized, whenever something was asked for or decided in this window. */
export function useInboxChanged(onChange: () => void): void {
  useEffect(() => {
    window.addEventListener(CHANGED, onChange);
    return () => window.removeEventListener(CHANGED, onChange);
  }, [onChange]);
}

/** Tells every place that shows the count that a decision was made here. */
export function inboxChanged(): void {
  window.dispatchEvent(new Event(CHANGED));
}
