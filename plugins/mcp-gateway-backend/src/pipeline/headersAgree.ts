import type { IncomingHttpHeaders } from 'http';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { decodeMirrored } from './decodeMirrored';
import type { ParsedMessage } from './types';

/** Which parameter `Mcp-Name` mirrors. */
const NAME_FIELDS: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/**
 * MCP 2026-07-28, mirrored headers (SEP-2243): where a header says what the body says, both say the same; a modern
 * message must have them. What was decided on the one is never forwarded as the other.
 */
export function headersAgree(options: {
  headers: IncomingHttpHeaders;
  message: ParsedMessage;
  params: Record<string, unknown> | undefined;
  document: AccessDocument | undefined;
}): boolean {
  const { headers, message, params } = options;
  const isModern = message.era === 'modern';

  const version = headers['mcp-protocol-version'];
  if (isModern && version !== message.protocolVersion) return false;

  const method = decodeMirrored(headers['mcp-method']);
  if (method === undefined ? isModern : method !== message.method) return false;

  const field = NAME_FIELDS[message.method];
  const name = decodeMirrored(headers['mcp-name']);
  const isNamed = isModern && field !== undefined;
  if (name === undefined ? isNamed : !field || name !== params?.[field]) {
    return false;
  }
  return parametersAgree(options);
}

/** Only what the approved schema mirrors is compared; other `Mcp-Param-*` headers mean nothing to anybody and pass. */
function parametersAgree(options: Parameters<typeof headersAgree>[0]): boolean {
  const { headers, message, params, document } = options;
  if (message.era !== 'modern' || message.tool === undefined) return true;
  const tool = document?.approvedRevision?.tools?.find(
    ({ name }) => name === message.tool,
  );
  return (tool?.headers ?? []).every(({ header, path }) => {
    const mirrored = decodeMirrored(headers[`mcp-param-${header}`]);
    const value = path.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Record<string, unknown>)[name]
          : undefined,
      params?.arguments,
    );
    return value === undefined || value === null
      ? mirrored === undefined
      : mirrored === String(value);
  });
}
