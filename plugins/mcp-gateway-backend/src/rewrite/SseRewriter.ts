import { Transform, type TransformCallback } from 'stream';
import { readEvent } from './readEvent';
import type { Rewrite } from './Rewrite';
import { SseBlocks } from './SseBlocks';
import { writeEvent } from './writeEvent';

/** The largest single event that is held to be looked at. */
const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/**
 * Passes a stream of server-sent events on, event by event, with messages rewritten where they must be. What need not
 * change goes on byte for byte; an event that is too large ends the stream, since it could not be looked at.
 */
export class SseRewriter extends Transform {
  readonly #blocks = new SseBlocks();
  readonly #rewrite: Rewrite;
  readonly #maxBytes: number;

  constructor(rewrite: Rewrite, maxBytes = MAX_EVENT_BYTES) {
    super();
    this.#rewrite = rewrite;
    this.#maxBytes = maxBytes;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    this.#passOn(chunk).then(() => done(), done);
  }

  async #passOn(chunk: Buffer) {
    for (const block of this.#blocks.push(chunk)) {
      this.push(await this.#rewritten(block));
    }
    if (this.#blocks.pendingBytes > this.#maxBytes) {
      throw new Error('An event of the server is too large to be looked at');
    }
  }

  async #rewritten(block: Buffer): Promise<Buffer | string> {
    const event = readEvent(block);
    if (!event) return block;
    let message: unknown;
    try {
      message = JSON.parse(event.data);
    } catch {
      // An empty event only sets the stream's id. Else what cannot be looked at does not pass: MCP's events are JSON.
      return event.data.trim() === '' ? block : Buffer.alloc(0);
    }
    const changed = await this.#rewrite(message);
    if (changed === message) return block;
    return writeEvent({ ...event, data: JSON.stringify(changed) });
  }
}
