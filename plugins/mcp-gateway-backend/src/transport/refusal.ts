import type { ServerResponse } from 'http';
import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';

/** Where a refused person can ask, and where the metadata of an endpoint is. */
export interface RefusalLinks {
  /** The portal's address, when it is configured. */
  portalUrl?: string;
  /** RFC 9728 metadata of the endpoint that was addressed. */
  resourceMetadata: string;
}

/** Answers a refused call: HTTP status, JSON-RPC error with the reason's text, and whom to ask. */
export function sendRefusal(options: {
  response: ServerResponse;
  call: Call;
  reason: DecisionReason;
  links: RefusalLinks;
}): number {
  const { response, call, reason, links } = options;
  const { http, rpc, text } = REASONS[reason];
  const ask = askLink(call, reason, links);
  const body = JSON.stringify({
    jsonrpc: '2.0',
    // JSON-RPC 2.0 §5: the request's own id, 0 included, or null where none could be read.
    id: (call.message?.kind === 'request' ? call.message.id : null) ?? null,
    error: {
      code: rpc,
      message: ask ? `${text} Ask for it here: ${ask}` : text,
      data: { reason, requestId: call.requestId, ...(ask && { ask }) },
    },
  });
  response.writeHead(http, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': call.requestId,
    ...(http === 401 && { 'www-authenticate': challenge(reason, links) }),
    ...(http === 405 && { allow: 'POST, GET, DELETE' }),
    // The rest of a body that was not read would otherwise be taken for the next request.
    ...((http === 413 || http === 408) && { connection: 'close' }),
  });
  response.end(body);
  return http;
}

/** RFC 6750 §3 and RFC 9728 §5.1. No token is no error; a bad one is, without detail. */
function challenge(reason: DecisionReason, links: RefusalLinks): string {
  const metadata = `Bearer resource_metadata="${links.resourceMetadata}"`;
  return reason === 'unauthenticated.missing-token'
    ? metadata
    : `${metadata}, error="invalid_token", error_description="The access token is missing, expired, revoked or not for this endpoint"`;
}

function askLink(
  call: Call,
  reason: DecisionReason,
  links: RefusalLinks,
): string | undefined {
  if (!reason.startsWith('grant.') || !links.portalUrl) return undefined;
  const url = new URL(`${links.portalUrl.replace(/\/$/, '')}/ai-tools/request`);
  url.searchParams.set('server', call.serverRef);
  if (call.message?.tool) url.searchParams.set('tool', call.message.tool);
  return url.toString();
}
