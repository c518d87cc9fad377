import { Transform, type TransformCallback } from 'node:stream';

/** Answers up to this size are read for what they say of a failure. */
const MAX_SEEN_BYTES = 256 * 1024;

/** Looks at an answer while it passes, and keeps a bounded piece of it until it has passed. */
export class AnswerTap extends Transform {
  /** It came to its end. */
  isWhole = false;
  #chunks: Buffer[] | undefined;
  #bytes = 0;

  constructor(options: { isRead: boolean }) {
    super();
    if (options.isRead) this.#chunks = [];
  }

  /** The whole answer; `undefined` where it was too large, or nobody wanted it. */
  get seen(): Buffer | undefined {
    return this.#chunks && Buffer.concat(this.#chunks);
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_SEEN_BYTES) this.#chunks = undefined;
    else this.#chunks?.push(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback) {
    this.isWhole = true;
    done();
  }
}
