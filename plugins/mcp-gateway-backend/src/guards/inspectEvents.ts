import type { Readable } from 'stream';
import { readEvent } from '../rewrite/readEvent';
import { SseBlocks } from '../rewrite/SseBlocks';
import { writeEvent } from '../rewrite/writeEvent';
import type { ResultInspection } from './ResultInspection';

/**
 * Passes an event stream on, event by event: a result waits for the guards, everything before it has gone on by then.
 * An event that is too large to be held ends the stream with an error for the client.
 */
export async function* inspectEvents(options: {
  body: Readable;
  inspection: ResultInspection;
  maxBytes: number;
}): AsyncGenerator<Buffer | string> {
  const { body, inspection, maxBytes } = options;
  const blocks = new SseBlocks();
  for await (const chunk of body) {
    for (const block of blocks.push(chunk)) {
      yield await inspectBlock(block, inspection);
    }
    if (blocks.pendingBytes > maxBytes) {
      yield writeEvent({ data: inspection.tooLarge() });
      // Leaving the loop ends the server's stream as well.
      return;
    }
  }
}

async function inspectBlock(
  block: Buffer,
  inspection: ResultInspection,
): Promise<Buffer | string> {
  const event = readEvent(block);
  // Comments keep connections alive; an event without data only tells its id.
  if (!event || event.data === '') return block;
  const data = await inspection.inspect(event.data);
  return data === event.data ? block : writeEvent({ ...event, data });
}
