import type { CallAction } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Kind = Exclude<CallAction['kind'], 'tool'> | 'tool';

/**
 * The closed table of MCP methods (protocol versions up to 2025-11-25, and 2026-07-28) that a client may send,
 * each with what it means for the decision. What is not here is refused.
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
] as const);

/** The action of a message, or `undefined` for a method that is not in the table. */
export function actionOf(
  method: string,
  tool: string | undefined,
): CallAction | undefined {
  const kind = METHODS.get(method);
  switch (kind) {
    case undefined:
      return undefined;
    case 'tool':
      return tool === undefined
        ? undefined
        : { kind, method: 'tools/call', tool };
    default:
      return { kind, method };
  }
}
