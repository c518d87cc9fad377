import type { CallAction } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Each way in which a method is decided. `task`: as the call that began the task. */
type Kind = CallAction['kind'];

/**
 * The closed table of MCP methods that a client may send: the core of both eras (up to 2025-11-25, and 2026-07-28) and
 * tasks (core in 2025-11-25, an extension since). Each with what it means for the decision. What is not here is refused.
 */
const METHODS: ReadonlyMap<string, Kind> = new Map([
  ['initialize', 'session'],
  ['ping', 'session'],
  ['server/discover', 'session'],
  ['logging/setLevel', 'session'],
  ['notifications/initialized', 'session'],
  ['notifications/cancelled', 'session'],
  ['notifications/progress', 'session'],
  ['notifications/roots/list_changed', 'session'],
  // A client that runs a task for the server (sampling, elicitation) tells how it goes.
  ['notifications/tasks/status', 'session'],
  ['subscriptions/listen', 'list'],
  ['tools/list', 'list'],
  ['tools/call', 'tool'],
  ['resources/list', 'other'],
  ['resources/templates/list', 'other'],
  ['resources/read', 'other'],
  ['resources/subscribe', 'other'],
  ['resources/unsubscribe', 'other'],
  ['prompts/list', 'other'],
  ['prompts/get', 'other'],
  ['completion/complete', 'other'],
  ['tasks/list', 'list'],
  ['tasks/get', 'task'],
  ['tasks/result', 'task'],
  ['tasks/update', 'task'],
  ['tasks/cancel', 'task'],
] as const);

/** Extensions that pass: their methods are in the table, or they have none of their own. */
export const EXTENSIONS: ReadonlySet<string> = new Set([
  'io.modelcontextprotocol/tasks',
  'io.modelcontextprotocol/ui',
]);

/** Of the session era alone: the extension has no lists, and a task's result comes with the task (SEP-2663). */
const NOT_MODERN: ReadonlySet<string> = new Set(['tasks/list', 'tasks/result']);

/** How a method is decided, or `undefined` when it is not in the table. */
export function kindOf(
  method: string,
  era?: 'legacy' | 'modern',
): Kind | undefined {
  if (era === 'modern' && NOT_MODERN.has(method)) return undefined;
  return METHODS.get(method);
}
