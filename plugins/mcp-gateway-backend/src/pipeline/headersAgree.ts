import type { IncomingHttpHeaders } from 'http';
import type { ParsedMessage } from './types';

const SENTINEL = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;
const NAME_FIELDS: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/**
 * MCP 2026-07-28, mirrored headers: where `Mcp-Method` or `Mcp-Name` is present it says what the body says. What was
 * decided on the one is never forwarded as the other.
 */
export function headersAgree(
  headers: IncomingHttpHeaders,
  message: ParsedMessage,
  body: unknown,
): boolean {
  const method = headers['mcp-method'];
  if (method !== undefined && decode(method) !== message.method) return false;

  const name = headers['mcp-name'];
  if (name === undefined) return true;
  const field = NAME_FIELDS[message.method];
  const params = (body as { params?: Record<string, unknown> }).params;
  return field !== undefined && decode(name) === params?.[field];
}

function decode(value: string | string[]): string | undefined {
  // A header that came twice has no one meaning.
  if (typeof value !== 'string') return undefined;
  const encoded = SENTINEL.exec(value)?.[1];
  return encoded === undefined
    ? value
    : Buffer.from(encoded, 'base64').toString('utf8');
}
