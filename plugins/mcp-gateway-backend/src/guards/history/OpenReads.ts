import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../../access/Clock';
import type { ReadMark, ReadStore } from './ReadStore';

/** What was marked so lately needs no mark. With {@link READ_SLACK_MS} in `decideHistory` nothing is missed by it. */
export const FRESH_MS = 10_000;

/**
 * Answers that are still coming. A call is marked as a read before it is made, but a window counts from the last that was read of it: so
 * open answers are marked again while they last, and once more at their end.
 */
export class OpenReads {
  static create(options: {
    store: Pick<ReadStore, 'mark'>;
    clock: Clock;
    logger: LoggerService;
  }): OpenReads {
    return new OpenReads(options);
  }

  readonly #options: Parameters<typeof OpenReads.create>[0];
  readonly #open = new Map<string, { mark: ReadMark; answers: number }>();
  /** Ended, and not written down yet. */
  readonly #ended = new Map<string, ReadMark & { at: number }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #isFailing = false;

  private constructor(options: Parameters<typeof OpenReads.create>[0]) {
    this.#options = options;
  }

  /** An answer begins. Returns what is to be called at its end. */
  begin(marks: readonly ReadMark[]): () => void {
    const began = this.#options.clock.now();
    for (const mark of marks) {
      const answers = (this.#open.get(mark.key)?.answers ?? 0) + 1;
      this.#open.set(mark.key, { mark, answers });
    }
    this.#timer ??= setInterval(() => void this.flush(), FRESH_MS).unref();
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      const at = this.#options.clock.now();
      for (const mark of marks) this.#end(mark, at - began, at);
    };
  }

  /** Writes down what is open now and what has ended. What cannot be written is tried again. Never throws. */
  async flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  #end(mark: ReadMark, lastedMs: number, at: number): void {
    const { key } = mark;
    const answers = (this.#open.get(key)?.answers ?? 1) - 1;
    if (answers > 0) this.#open.set(key, { mark, answers });
    else this.#open.delete(key);
    if (lastedMs < FRESH_MS) return;
    this.#ended.set(key, { ...mark, at });
    void this.flush();
  }

  async #write(): Promise<void> {
    const { store, clock, logger } = this.#options;
    const at = clock.now();
    const ended = new Map(this.#ended);
    const marks = new Map(ended);
    for (const [key, { mark }] of this.#open) marks.set(key, { ...mark, at });
    try {
      await store.mark([...marks.values()]);
      for (const [key, mark] of ended) {
        if (this.#ended.get(key) === mark) this.#ended.delete(key);
      }
      this.#isFailing = false;
      if (this.#open.size === 0 && this.#ended.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    } catch (error) {
      if (!this.#isFailing) {
        logger.warn(
          `What people read cannot be written down; it is tried again: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isFailing = true;
    }
  }
}
