import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { UpstreamAnswer } from './Upstream';

/** What must hold of an answer before its first byte goes back; the reason when it does not. */
export function examine(
  call: Call,
  answer: UpstreamAnswer,
): Extract<DecisionReason, 'upstream.invalid'> | undefined {
  const { status, headers } = answer;
  // Redirects are not followed: the approved address is the only one.
  if (status >= 300 && status < 400) return 'upstream.invalid';
  // A server's own sign-in or failure is between it and the gateway.
  if (status === 401 || status === 403 || status >= 500) {
    return 'upstream.invalid';
  }
  // 202 and 204 acknowledge and carry nothing (Streamable HTTP); every other success is a message or a stream of them.
  const isBare =
    status === 202 || status === 204 || call.httpMethod === 'DELETE';
  const isMcp = /^(application\/json|text\/event-stream)\b/i.test(
    String(headers['content-type'] ?? ''),
  );
  return status < 300 && !isBare && !isMcp ? 'upstream.invalid' : undefined;
}
