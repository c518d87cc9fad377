import { isObject } from '../../rewrite/isObject';
import { META } from '../META';

/** Results that say how long they hold and for whom (MCP 2026-07-28, SEP-2549): not at all, and for this person. */
const CACHEABLE = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);

/** A result of the session era as the stateless era wants it. */
export function toModernResult(
  method: string,
  result: Record<string, unknown>,
  serverInfo: unknown,
): Record<string, unknown> {
  return {
    ...result,
    resultType: 'complete',
    ...(CACHEABLE.has(method) && { ttlMs: 0, cacheScope: 'private' }),
    _meta: {
      ...(isObject(result._meta) && result._meta),
      [META.serverInfo]: serverInfo,
    },
  };
}
