/** How something ended: ToolHive's words, and `pending` for an intent or a stream, of which nobody knows yet. */
export const AUDIT_OUTCOMES = [
  'success',
  'failure',
  'error',
  'denied',
  'application_error',
  'pending',
] as const;

/** What an event is about. */
export const AUDIT_TARGETS = [
  'tool',
  'resource',
  'prompt',
  'server',
  'endpoint',
  'audit',
] as const;

const TYPES: Record<string, string> = {
  initialize: 'mcp_initialize',
  'tools/call': 'mcp_tool_call',
  'tools/list': 'mcp_tools_list',
  'resources/read': 'mcp_resource_read',
  'resources/list': 'mcp_resources_list',
  'prompts/get': 'mcp_prompt_get',
  'prompts/list': 'mcp_prompts_list',
  ping: 'mcp_ping',
  'logging/setLevel': 'mcp_logging',
  'completion/complete': 'mcp_completion',
  'notifications/roots/list_changed': 'mcp_roots_list_changed',
  http: 'http_request',
};

/** ToolHive's type of the event of an MCP method; `http` is a request that never became a message. */
export function auditTypeOf(method: string): string {
  const known = Object.hasOwn(TYPES, method) ? TYPES[method] : undefined;
  if (known) return known;
  return method.startsWith('notifications/')
    ? 'mcp_notification'
    : 'mcp_request';
}

/** What a method is about. */
export function auditTargetOf(method: string): (typeof AUDIT_TARGETS)[number] {
  if (method.startsWith('tools/')) return 'tool';
  if (method.startsWith('resources/')) return 'resource';
  if (method.startsWith('prompts/')) return 'prompt';
  return method === 'http' ? 'endpoint' : 'server';
}
