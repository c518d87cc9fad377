import type { IncomingHttpHeaders } from 'http';
import type { Call } from '../pipeline/types';

/** What a server gets to see of the client's headers. Everything else stays here: tokens, cookies, Backstage's own. */
const TO_UPSTREAM = [
  'accept',
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'traceparent',
  'tracestate',
];
const TO_CLIENT = ['allow', 'content-type', 'mcp-protocol-version'];
const PARAMETER = 'mcp-param-';

/** The headers that go to the server; the session by the server's own name for it. */
export function headersForUpstream(
  call: Pick<Call, 'headers' | 'session'>,
): Record<string, string> {
  const picked = pick(call.headers, TO_UPSTREAM);
  for (const name of Object.keys(call.headers)) {
    const value = call.headers[name];
    if (name.startsWith(PARAMETER) && typeof value === 'string') {
      picked[name] = value;
    }
  }
  const upstreamId = call.session?.upstreamId;
  if (upstreamId !== undefined) picked['mcp-session-id'] = upstreamId;
  return picked;
}

/** The headers that go back to the client; the session by the gateway's name for it. */
export function headersForClient(
  headers: IncomingHttpHeaders,
  sessionId?: string,
): Record<string, string> {
  const picked = pick(headers, TO_CLIENT);
  if (sessionId !== undefined) picked['mcp-session-id'] = sessionId;
  // Compressing or caching proxies on the way would hold events back or show one person's list to another.
  picked['cache-control'] = 'no-store, no-transform';
  picked['x-accel-buffering'] = 'no';
  return picked;
}

function pick(
  headers: IncomingHttpHeaders,
  wanted: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of wanted) {
    const value = headers[name];
    if (typeof value === 'string') picked[name] = value;
  }
  return picked;
}
