import { Readable } from 'stream';

/** The body of an answer while it arrives: who reads slowly slows the server down, who stops reading lets go of it. */
export class AnswerBody extends Readable {
  readonly #resume: () => void;
  readonly #abort: (reason: Error) => void;

  constructor(options: { resume: () => void; abort: (reason: Error) => void }) {
    super();
    this.#resume = options.resume;
    this.#abort = options.abort;
    // It may break off before anybody looks at it; whoever does is told then.
    this.on('error', () => {});
  }

  override _read() {
    this.#resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    if (!this.readableEnded) {
      this.#abort(error ?? new Error('Nobody reads the answer any more'));
    }
    done(error);
  }
}
