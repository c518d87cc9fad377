import type { Readable } from 'node:stream';
import type { UpstreamAnswer } from '../transport/Upstream';

/** An answer that is a stream of messages. */
export function streamAnswer(body: Readable): UpstreamAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body,
  };
}
