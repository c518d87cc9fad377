import { Transform, type TransformCallback } from 'stream';

/** The end of most streams comes with their only event, or right behind it. */
const HOLD_MS = 5;
/** A stream that brings so much at once is let through while it comes. */
const MAX_HELD_BYTES = 256 * 1024;

/** What an answer waits for. */
export interface AnswerGateOptions {
  /** Of events, rather than one message. */
  isStream: boolean;
  /** Somebody knows already that there may be an answer. */
  isOpen?: boolean;
  /** Told each time before something leaves, and before an end that nothing came before. */
  onLeave: () => void;
  /** Writes that the answer begins. */
  onBegin: () => Promise<void>;
  /** Writes how it ended. */
  onEnd: () => Promise<void>;
}

/**
 * Keeps back the end of an answer until it is written down that there was one: nobody has an answer of which nothing is known.
 *
 * A message is no answer before its last byte, so its newest piece is kept. A stream of events may hold the answer anywhere: its first
 * pieces are kept until its end comes or, when that takes a while, until it is written down that it began; then they flow.
 */
export class AnswerGate extends Transform {
  readonly #options: AnswerGateOptions;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #beginning: Promise<void> | undefined;
  #isOpen: boolean;

  constructor(options: AnswerGateOptions) {
    super();
    this.#options = options;
    this.#isOpen = options.isOpen === true;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    if (this.#isOpen) {
      this.#options.onLeave();
      done(null, chunk);
      return;
    }
    if (!this.#options.isStream) {
      this.#release();
      this.#held.push(chunk);
      done();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > MAX_HELD_BYTES) {
      this.#begin().then(() => done(), done);
      return;
    }
    this.#timer ??= setTimeout(
      () => void this.#begin().catch(error => this.destroy(error)),
      HOLD_MS,
    );
    done();
  }

  override _flush(done: TransformCallback) {
    clearTimeout(this.#timer);
    this.#end().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    clearTimeout(this.#timer);
    done(error);
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#beginning ??= this.#options.onBegin().then(() => {
      if (this.destroyed) return;
      this.#isOpen = true;
      this.#release();
    });
    return this.#beginning;
  }

  async #end() {
    // Whoever has begun to say so says it first.
    await this.#beginning;
    await this.#options.onEnd();
    if (this.destroyed) return;
    this.#options.onLeave();
    this.#release();
  }

  #release() {
    if (this.#held.length > 0) this.#options.onLeave();
    for (const chunk of this.#held) this.push(chunk);
    this.#held = [];
    this.#heldBytes = 0;
  }
}
