import type { Call } from '../pipeline/types';
import { maxAnswerBytes } from './maxAnswerBytes';
import type { UpstreamAnswer } from './Upstream';
import type { UpstreamReason } from './UpstreamFailure';

/** What must hold of an answer before its first byte goes back; the reason when it does not. */
export function examine(
  call: Call,
  answer: UpstreamAnswer,
): UpstreamReason | undefined {
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
  if (status < 300 && !isBare && !isMcp) return 'upstream.invalid';
  return Number(headers['content-length']) > maxAnswerBytes(answer)
    ? 'upstream.too-large'
    : undefined;
}
