/**
 * Ends what takes too long, all of it after the same time. One timer serves all: to set and to clear one for each call takes longer than
 * to decide it.
 */
export class Deadlines {
  /** @param options - `ms`: so long each may take */
  static create(options: { ms: number }): Deadlines {
    return new Deadlines(options.ms);
  }

  readonly #ms: number;
  /** When each is over, in the order of that. */
  readonly #waiting = new Map<() => void, number>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(ms: number) {
    this.#ms = ms;
  }

  /** Has somebody told when the time from now on is over, unless what is returned is called before. */
  start(onOver: () => void): () => void {
    this.#waiting.set(onOver, performance.now() + this.#ms);
    if (!this.#timer) this.#wait(this.#ms);
    return () => this.#waiting.delete(onOver);
  }

  #wait(ms: number) {
    // What is waited for keeps the process alive, or nothing does.
    this.#timer = setTimeout(() => this.#look(), Math.ceil(ms)).unref();
  }

  #look() {
    this.#timer = undefined;
    const now = performance.now();
    for (const [onOver, end] of this.#waiting) {
      if (end > now) {
        if (!this.#timer) this.#wait(end - now);
        return;
      }
      this.#waiting.delete(onOver);
      onOver();
    }
  }
}
