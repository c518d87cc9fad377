import type { Readable } from 'node:stream';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { UpstreamFailure } from './UpstreamFailure';

const MAX_EVENT_CHARS = 8 * 1024 * 1024;

/** The events of a server's stream, one after the other. Throws an {@link UpstreamFailure} at one that is too large. */
export async function* readEvents(
  stream: Readable,
): AsyncGenerator<EventSourceMessage> {
  let events: EventSourceMessage[] = [];
  let isTooLarge = false;
  const decoder = new TextDecoder();
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onEvent: event => events.push(event),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') isTooLarge = true;
    },
  });
  for await (const chunk of stream) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* events;
    events = [];
    if (isTooLarge) throw new UpstreamFailure('upstream.too-large');
  }
}
