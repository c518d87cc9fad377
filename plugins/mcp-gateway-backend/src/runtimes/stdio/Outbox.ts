/** Above this, whoever writes waits, where waiting harms nobody else. */
const HIGH_BYTES = 256 * 1024;
/** What a reader who is too slow may leave lying where nobody can wait for them. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Messages on their way to one client, in order. */
export class Outbox {
  readonly #emit: (message: object) => Promise<void>;
  #bytes = 0;
  #last: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];
  #isDropped = false;

  /** @param emit - resolves when the client has room for more */
  constructor(emit: (message: object) => Promise<void>) {
    this.#emit = emit;
  }

  /** `false`: the client has left too much lying, and gets no more. */
  push(message: object, bytes: number): boolean {
    if (this.#isDropped) return true;
    if (this.#bytes > MAX_BYTES) return false;
    this.#bytes += bytes;
    this.#last = this.#last
      // A client that has left reads nothing more; whoever waits for its answer is told elsewhere.
      .then(async () => {
        if (!this.#isDropped) await this.#emit(message).catch(() => {});
      })
      .then(() => {
        this.#bytes -= bytes;
        if (this.#bytes <= HIGH_BYTES) this.#release();
      });
    return true;
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    if (this.#isDropped || this.#bytes <= HIGH_BYTES) return;
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** Resolves when everything has gone out. */
  async flush(): Promise<void> {
    await this.#last;
  }

  /** Nobody reads it any more: nobody waits for it either. */
  drop() {
    this.#isDropped = true;
    this.#release();
  }

  #release() {
    this.#waiting.splice(0).forEach(go => go());
  }
}
