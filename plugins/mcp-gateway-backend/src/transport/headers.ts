import type { IncomingHttpHeaders } from 'http';
import type { Call } from '../pipeline/types';

/** What a server gets to see of the client's headers. Everything else stays here: tokens, cookies, Backstage's own. */
const TO_UPSTREAM = new Set([
  'accept',
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'traceparent',
  'tracestate',
]);
const TO_CLIENT = new Set(['allow', 'content-type', 'mcp-protocol-version']);

/** The headers that go to the server; the session by the server's own name for it. */
export function headersForUpstream(
  call: Pick<Call, 'headers' | 'session'>,
): Record<string, string> {
  const upstreamId = call.session?.upstreamId;
  return {
    ...pick(
      call.headers,
      name => TO_UPSTREAM.has(name) || name.startsWith('mcp-param-'),
    ),
    ...(upstreamId !== undefined && { 'mcp-session-id': upstreamId }),
  };
}

/** The headers that go back to the client; the session by the gateway's name for it. */
export function headersForClient(
  headers: IncomingHttpHeaders,
  sessionId?: string,
): Record<string, string> {
  return {
    ...pick(headers, name => TO_CLIENT.has(name)),
    ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
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
