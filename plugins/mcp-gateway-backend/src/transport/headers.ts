import type { IncomingHttpHeaders } from 'http';

/** What a server gets to see of the client's headers. Everything else stays here: tokens, cookies, Backstage's own. */
const TO_UPSTREAM = new Set([
  'accept',
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'traceparent',
  'tracestate',
]);
const TO_CLIENT = new Set([
  'allow',
  'content-type',
  'mcp-protocol-version',
  'mcp-session-id',
]);

/** The headers that go to the server. */
export function headersForUpstream(
  headers: IncomingHttpHeaders,
): Record<string, string> {
  return pick(
    headers,
    name => TO_UPSTREAM.has(name) || name.startsWith('mcp-param-'),
  );
}

/** The headers that go back to the client. */
export function headersForClient(
  headers: IncomingHttpHeaders,
): Record<string, string> {
  return {
    ...pick(headers, name => TO_CLIENT.has(name)),
    // Compressing or caching proxies on the way would hold events back or show one person's list to another.
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  };
}

function pick(
  headers: IncomingHttpHeaders,
  isWanted: (name: string) => boolean,
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && isWanted(name)) picked[name] = value;
  }
  return picked;
}
