import { createParser } from 'eventsource-parser';

/** One server-sent event. */
export interface ServerSentEvent {
  id?: string;
  event?: string;
  data: string;
}

/** Reads a block of an event stream, whole as it is; `undefined` where it is no event: comments, for example. */
export function readEvent(block: Buffer): ServerSentEvent | undefined {
  const events: ServerSentEvent[] = [];
  const parser = createParser({
    // All of it is here already, whatever the size.
    maxBufferSize: block.length * 2 + 16,
    onEvent: event => events.push(event),
  });
  // Before it a line end: a byte order mark counts at the beginning of a stream alone, and a client would not skip it here.
  // After it two: where the block ends with CR the parser would wait for the LF that may follow.
  parser.feed(`\n${block.toString('utf8')}\n\n`);
  return events[0];
}
