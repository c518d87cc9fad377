import { within } from '../../access/within';
import type { SpoolEntry } from './SpoolQueue';

/** Nobody waits for these, so that they can go with others; but not for long. */
const SOON_MS = 10;

/**
 * Makes written lines outlive a loss of power, many with one call to the system: who comes while one is under way goes with the next.
 */
export class SpoolCommits {
  readonly #sync: () => Promise<void>;
  readonly #onFailure: (error: Error) => void;
  readonly #stallMs: number;
  #waiting: SpoolEntry[] = [];
  #running: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(options: {
    sync: () => Promise<void>;
    onFailure: (error: Error) => void;
    stallMs: number;
  }) {
    this.#sync = options.sync;
    this.#onFailure = options.onFailure;
    this.#stallMs = options.stallMs;
  }

  /** The system is making things last right now. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** A line that is written now. */
  add(entry: SpoolEntry) {
    if (entry.onDurable) {
      this.#waiting.push(entry);
      this.#begin();
    } else if (entry.isDurableSoon) {
      this.#isOpen = true;
      this.#soon ??= setTimeout(() => this.#begin(), SOON_MS);
    }
  }

  /** Everything that was written so far. Never rejects. */
  async finish(): Promise<void> {
    await this.#running;
    if (this.#waiting.length > 0 || this.#isOpen) {
      this.#begin();
      await this.#running;
    }
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  #begin() {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#waiting.length > 0) this.#begin();
    });
  }

  async #run() {
    // Lines of the same turn are added before this goes on.
    await null;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isOpen = false;
    try {
      await within(this.#sync(), this.#stallMs);
      for (const entry of batch) entry.onDurable?.();
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      for (const entry of batch) entry.onDurable?.(cause);
      this.#onFailure(cause);
    }
  }
}
