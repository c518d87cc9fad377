import { collect } from '../transport/collect';
import { readEvents } from '../transport/readEvents';
import type { UpstreamAnswer } from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { readMessages, type WireMessage } from './readMessages';

/** The largest JSON answer that is translated; as large as one event of a stream may be. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;

/**
 * The messages of an answer, whether it is one as JSON or a stream of them. Throws an {@link UpstreamFailure}.
 *
 * @param onId - gets the ids of a stream's events, by which it can be taken up again
 */
export async function* messagesOf(
  answer: Pick<UpstreamAnswer, 'headers' | 'body'>,
  onId?: (id: string) => void,
): AsyncGenerator<WireMessage> {
  const type = String(answer.headers['content-type'] ?? '');
  if (/^text\/event-stream\b/i.test(type)) {
    for await (const { id, event, data } of readEvents(answer.body)) {
      if (id !== undefined) onId?.(id);
      if (event === undefined || event === 'message') yield* readMessages(data);
    }
    return;
  }
  const bytes = await collect(answer.body, MAX_JSON_BYTES);
  if (bytes === undefined) throw new UpstreamFailure('upstream.too-large');
  yield* readMessages(bytes.toString('utf8'));
}
