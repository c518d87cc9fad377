import type { IncomingHttpHeaders } from 'http';
import { encodeMirrored } from '../pipeline/encodeMirrored';
import type { Call, ParsedMessage } from '../pipeline/types';

const PREFIX = 'mcp-param-';

/**
 * MCP 2026-07-28, mirrored headers (SEP-2243): the headers of a call whose arguments were changed say what the new ones
 * say. Where the approved schema is not known nobody can say what mirrors what, and no parameter is mirrored.
 */
export function mirrorArguments(
  call: Call,
  message: ParsedMessage,
): IncomingHttpHeaders {
  const headers = { ...call.headers };
  if (message.era !== 'modern') return headers;
  const { uri } = message.params ?? {};
  if (message.method === 'resources/read' && typeof uri === 'string') {
    headers['mcp-name'] = encodeMirrored(uri);
  }
  if (message.tool === undefined) return headers;
  const tools = call.document?.approvedRevision?.tools;
  if (!tools) {
    const kept = Object.entries(headers).filter(
      ([name]) => !name.startsWith(PREFIX),
    );
    return Object.fromEntries(kept);
  }
  const mirrored =
    tools.find(({ name }) => name === message.tool)?.headers ?? [];
  for (const { header, path } of mirrored) {
    const value = path.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Record<string, unknown>)[name]
          : undefined,
      message.params?.arguments,
    );
    if (value === undefined || value === null) {
      delete headers[`${PREFIX}${header}`];
    } else {
      headers[`${PREFIX}${header}`] = encodeMirrored(String(value));
    }
  }
  return headers;
}
