import type { IncomingMessage, ServerResponse } from 'http';
import type { createHostCheck } from './checkHost';

/** What a page's script may send besides what the Fetch standard always lets through. */
const REQUEST_HEADERS = new Set([
  'accept',
  'authorization',
  'content-type',
  'last-event-id',
  'traceparent',
  'tracestate',
]);
/** `Mcp-Session-Id`, `Mcp-Method`, `Mcp-Param-…`: CORS knows no prefixes, so those that were asked for are named. */
const MCP_HEADER = /^mcp-[a-z0-9-]{1,100}$/;
/** What a page's script may read of an answer. */
const RESPONSE_HEADERS =
  'Mcp-Session-Id, Mcp-Protocol-Version, WWW-Authenticate, Retry-After, X-Request-Id';
const MAX_AGE_SECONDS = 600;

/** Lets scripts of the named origins read this answer. Answers a preflight itself, and then says so. */
export type Cors = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

/**
 * Makes the answer to browsers, by the same rule that refuses other pages (E2). An origin that is not allowed gets no
 * header and goes on to the refusal. A preflight carries no credential and is no call: it is answered before
 * authentication, reads no body and is not recorded.
 */
export function createCors(options: {
  checkHost: ReturnType<typeof createHostCheck>;
}): Cors {
  return (request, response) => {
    const { origin } = request.headers;
    if (origin === undefined || options.checkHost(request.headers))
      return false;
    response.setHeader('vary', 'Origin');
    // No Access-Control-Allow-Credentials: tokens travel in a header, cookies are nobody's business here.
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);

    const isPreflight =
      request.method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined;
    if (!isPreflight) return false;
    response.writeHead(204, {
      'access-control-allow-methods': 'POST, GET, DELETE',
      'access-control-allow-headers': allowedOf(
        request.headers['access-control-request-headers'],
      ),
      'access-control-max-age': String(MAX_AGE_SECONDS),
    });
    response.end();
    return true;
  };
}

function allowedOf(asked: string | string[] | undefined): string {
  return String(asked ?? '')
    .split(',')
    .map(name => name.trim().toLocaleLowerCase('en-US'))
    .filter(name => REQUEST_HEADERS.has(name) || MCP_HEADER.test(name))
    .join(', ');
}
