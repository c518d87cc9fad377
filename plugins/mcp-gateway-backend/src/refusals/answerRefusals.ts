import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AnswerRefusal } from '../pipeline/CallRunner';
import type { Call } from '../pipeline/types';
import { askByUrl } from './askByUrl';
import { explain } from './explain';
import { statusOf } from './statusOf';

/** Answers refused calls: a status, and a JSON-RPC error that explains itself. */
export function answerRefusals(options: {
  /** The portal's address, when it is configured. */
  portalUrl?: string;
}): AnswerRefusal {
  return async ({ call, reason, reply }) => {
    const { requestId, refusal } = call;
    const explanation = explain(call, reason, options);
    const { code, text, data } = explanation;
    const body = JSON.stringify({
      jsonrpc: '2.0',
      // JSON-RPC 2.0 §5: the request's own id, 0 included, or null where none could be read.
      id: (call.message?.kind === 'request' ? call.message.id : null) ?? null,
      ...(askByUrl(call, reason, explanation) ?? {
        error: { code, message: text, data },
      }),
    });
    const status = statusOf(call, reason);
    const retryAfter = refusal?.retryAfterSeconds;
    reply.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(retryAfter !== undefined && {
        'retry-after': String(retryAfter),
      }),
      ...(status === 401 && { 'www-authenticate': challenge(call, reason) }),
      ...(status === 405 && { allow: 'POST, GET, DELETE' }),
      // The rest of a body that was not read would otherwise be taken for the next request.
      ...((status === 413 || status === 408) && { connection: 'close' }),
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
