import type { UpstreamAnswer } from './Upstream';

/** A JSON answer is one message: nobody sends more than this, and clients hold it whole. Streams have no such end. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** How large this answer may be. */
export function maxAnswerBytes({ headers }: UpstreamAnswer): number {
  const isStream = /^text\/event-stream\b/i.test(
    String(headers['content-type'] ?? ''),
  );
  return isStream ? Infinity : MAX_JSON_BYTES;
}
