import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { useLoad } from './useLoad';

const EVERY_MS = 30_000;
const CHANGED = 'sallyport:inbox-changed';

/** How many approvals wait for the signed-in person. 0 until known. */
export function useOpenCount(): number {
  const registry = useApi(mcpRegistryApiRef);
  const load = useCallback(() => registry.countInbox(), [registry]);
  const { value, refresh } = useLoad(load, { everyMs: EVERY_MS });
  useEffect(() => {
    window.addEventListener(CHANGED, refresh);
    return () => window.removeEventListener(CHANGED, refresh);
  }, [refresh]);
  return value ?? 0;
}

/** Tells every place that shows the count that a decision was made here. */
export function inboxChanged(): void {
  window.dispatchEvent(new Event(CHANGED));
}
