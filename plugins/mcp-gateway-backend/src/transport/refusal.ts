import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AnswerRefusal } from '../pipeline/CallRunner';
import type { Call } from '../pipeline/types';

/** Answers refused calls: HTTP status, JSON-RPC error with the reason's text, and whom to ask. */
export function answerRefusals(options: {
  /** The portal's address, when it is configured. */
  portalUrl?: string;
}): AnswerRefusal {
  return async ({ call, reason, reply }) => {
    const { http, rpc, text } = REASONS[reason];
    const { requestId, refusal } = call;
    const ask = askLink(call, reason, options.portalUrl);
    const body = JSON.stringify({
      jsonrpc: '2.0',
      // JSON-RPC 2.0 §5: the request's own id, 0 included, or null where none could be read.
      id: (call.message?.kind === 'request' ? call.message.id : null) ?? null,
      error: {
        code: rpc,
        message: ask ? `${text} Ask for it here: ${ask}` : text,
        data: { reason, requestId, ...(ask && { ask }), ...refusal?.data },
      },
    });
    const retryAfter = refusal?.retryAfterSeconds;
    reply.writeHead(http, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(retryAfter !== undefined && {
        'retry-after': String(retryAfter),
      }),
      ...(http === 401 && { 'www-authenticate': challenge(call, reason) }),
      ...(http === 405 && { allow: 'POST, GET, DELETE' }),
      // The rest of a body that was not read would otherwise be taken for the next request.
      ...((http === 413 || http === 408) && { connection: 'close' }),
    });
    reply.end(body);
  };
}

/** RFC 6750 §3 and RFC 9728 §5.1. No token is no error; a bad one is, without detail. */
function challenge(call: Call, reason: DecisionReason): string {
  const metadata = `Bearer resource_metadata="${call.resourceMetadata}"`;
  return reason === 'unauthenticated.missing-token'
    ? metadata
    : `${metadata}, error="invalid_token", error_description="The access token is missing, expired, revoked or not for this endpoint"`;
}

function askLink(
  call: Call,
  reason: DecisionReason,
  portalUrl: string | undefined,
): string | undefined {
  if (!reason.startsWith('grant.') || !portalUrl) return undefined;
  const url = new URL(`${portalUrl.replace(/\/$/, '')}/ai-tools/request`);
  url.searchParams.set('server', call.serverRef);
  if (call.message?.tool) url.searchParams.set('tool', call.message.tool);
  return url.toString();
}
