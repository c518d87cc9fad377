import type { Writable } from 'node:stream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';

/** What waits to be read by a runtime, at most: more than that is refused. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;

/** Writes lines to a runtime. One that reads slowly slows its own callers down. */
export class LineWriter {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
    // Whoever waits for an answer hears of it when the runtime ends.
    stream.on('error', () => {});
  }

  /** Resolves when there is room for more. Throws an {@link UpstreamFailure} where there is none, or nobody reads any more. */
  async write(text: string): Promise<void> {
    if (this.offer(text) !== 'full') return;
    const stream = this.#stream;
    await new Promise<void>(resolve => {
      const go = () => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      stream.on('drain', go).on('close', go);
    });
  }

  /** Writes without waiting. `full`: it will be read later. Throws an {@link UpstreamFailure}. */
  offer(text: string): 'written' | 'full' {
    if (!this.#stream.writable) {
      throw new UpstreamFailure('upstream.unreachable');
    }
    if (this.#stream.writableLength > MAX_QUEUED_BYTES) {
      throw new UpstreamFailure('upstream.busy', { retryAfterSeconds: 1 });
    }
    return this.#stream.write(`${text}\n`) ? 'written' : 'full';
  }
}
