import type { IncomingHttpHeaders } from 'http';
import { decodeMirrored } from './decodeMirrored';
import type { ParsedMessage } from './types';

/** Which parameter `Mcp-Name` mirrors. */
const NAME_FIELDS: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  // SEP-2663, routing headers of tasks.
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/**
 * MCP 2026-07-28, mirrored headers (SEP-2243): where a header says what the body says, both say the same; a modern
 * message must have them. What was decided on the one is never forwarded as the other.
 */
export function headersAgree(options: {
  headers: IncomingHttpHeaders;
  message: ParsedMessage;
}): boolean {
  const { headers, message } = options;
  const isModern = message.era === 'modern';

  const version = headers['mcp-protocol-version'];
  if (isModern && version !== message.protocolVersion) return false;

  const method = decodeMirrored(headers['mcp-method']);
  if (method === undefined ? isModern : method !== message.method) return false;

  const field = NAME_FIELDS[message.method];
  const name = decodeMirrored(headers['mcp-name']);
  const isNamed = isModern && field !== undefined;
  if (
    name === undefined ? isNamed : !field || name !== message.params?.[field]
  ) {
    return false;
  }
  return true;
}
