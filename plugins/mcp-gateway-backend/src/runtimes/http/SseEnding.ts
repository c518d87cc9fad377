import { Transform, type TransformCallback } from 'node:stream';
import { SseBlocks } from '../../rewrite/SseBlocks';
import { UpstreamFailure } from '../../transport/UpstreamFailure';

const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/** Passes a stream of events on, whole events only, so that one that breaks off can still end with words. */
export class SseEnding extends Transform {
  readonly #blocks = new SseBlocks();
  #lastWords: string | undefined;

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    for (const block of this.#blocks.push(chunk)) this.push(block);
    if (this.#blocks.pendingBytes > MAX_EVENT_BYTES) {
      done(new UpstreamFailure('upstream.too-large'));
    } else done();
  }

  override _flush(done: TransformCallback) {
    // What was begun of an event is none (HTML Living Standard, Server-sent events §9.2.6).
    if (this.#lastWords !== undefined) this.push(this.#lastWords);
    done();
  }

  /** Ends it with one event more. */
  breakOff(event: string) {
    if (this.writableEnded) return;
    this.#lastWords = event;
    this.end();
  }
}
