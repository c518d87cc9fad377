import { Transform, type TransformCallback } from 'stream';
import { HEAD_BYTES } from '../usage/counting/headOf';
import { UpstreamFailure } from './UpstreamFailure';
import { verdictOf, type Verdict } from './verdict';

/** Answers up to this size are read for the record; of larger ones only the size is known. */
const MAX_OBSERVED_BYTES = 256 * 1024;

/** Looks at an answer while it passes, without holding it up: how large it is, and whether the tool reported an error. */
export class ResponseObserver extends Transform {
  bytes = 0;
  /** How the answer begins: no more of it than tokens are counted by. */
  readonly head: Buffer[] = [];
  readonly #maxBytes: number;
  #seen: Buffer[] | undefined = [];

  /** @param options - `maxBytes`: an answer that is larger ends here, with an error */
  constructor(options: { maxBytes?: number } = {}) {
    super();
    this.#maxBytes = options.maxBytes ?? Infinity;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    if (this.bytes < HEAD_BYTES) this.head.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes > MAX_OBSERVED_BYTES) this.#seen = undefined;
    else this.#seen?.push(chunk);
    if (this.bytes > this.#maxBytes) {
      done(new UpstreamFailure('upstream.too-large'));
      return;
    }
    done(null, chunk);
  }

  /** See {@link verdictOf}. What was too large to be read counts as a result. */
  verdict(id: string | number | undefined, contentType: string): Verdict {
    if (!this.#seen || id === undefined) return 'result';
    const text = Buffer.concat(this.#seen).toString('utf8');
    return verdictOf({ text, id, contentType });
  }
}
