import { isObject } from './isObject';

/**
 * MCP 2026-07-28, caching (SEP-2549): a list that depends on who asks must never be shared, whatever the server said of
 * its own list.
 */
export function makePrivate(message: unknown): unknown {
  if (!isObject(message) || !isObject(message.result)) return message;
  const { cacheScope } = message.result;
  return cacheScope === undefined || cacheScope === 'private'
    ? message
    : { ...message, result: { ...message.result, cacheScope: 'private' } };
}
