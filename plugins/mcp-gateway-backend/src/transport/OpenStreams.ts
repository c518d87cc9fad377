import { setTimeout as delay } from 'node:timers/promises';
import { Bag } from './Bag';

const DRAIN_STEP_MS = 25;

/** An answer that is under way. */
export interface OpenStream {
  serverRef: string;
  /** Who waits for it. */
  person?: string;
  /** A stream of notifications, which has no end of its own. */
  isEndless: boolean;
  /** Whether whoever holds it may still have it. */
  isAllowed: () => Promise<boolean>;
  /** Ends it. */
  end: () => void;
}

/**
 * The answers that are under way on this replica. When the access of a server changes, and once a second for what ends
 * by the clock, each is decided again, and ended where the answer is no.
 */
export class OpenStreams {
  readonly #streams = new Bag<OpenStream>();
  readonly #byPerson = new Map<string, number>();
  readonly #maxPerPerson: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param options - `maxPerPerson`: so many one person may have at a time, so that nobody uses up a server or a replica */
  constructor(options: { maxPerPerson?: number } = {}) {
    this.#maxPerPerson = options.maxPerPerson ?? Infinity;
  }

  get size() {
    return this.#streams.size;
  }

  start(intervalMs = 1000) {
    this.#timer = setInterval(() => void this.sweep(), intervalMs);
    this.#timer.unref();
  }

  stop() {
    clearInterval(this.#timer);
    this.#end(() => true);
  }

  /** Ends what has no end, lets the rest finish for a while, and ends what is left then. */
  async drain(options: {
    deadlineMs: number;
    /** Whether there are more to come: requests that are still being decided. */
    isBusy?: () => boolean;
    onStep?: () => void;
  }): Promise<void> {
    const steps = Math.ceil(options.deadlineMs / DRAIN_STEP_MS);
    const isDone = () => this.#streams.size === 0 && !options.isBusy?.();
    for (let step = 0; step < steps && !isDone(); step++) {
      // Again and again: one may have been opened just now, on a connection that is still in use.
      this.#end(stream => stream.isEndless);
      options.onStep?.();
      if (!isDone()) await delay(DRAIN_STEP_MS);
    }
    this.stop();
  }

  /** Whether this person has as many open as one person may. */
  isFull(person: string): boolean {
    return (this.#byPerson.get(person) ?? 0) >= this.#maxPerPerson;
  }

  /** Returns the function that forgets the stream. */
  add(stream: OpenStream): () => void {
    this.#streams.add(stream);
    const { person } = stream;
    if (person !== undefined) {
      this.#byPerson.set(person, (this.#byPerson.get(person) ?? 0) + 1);
    }
    return () => this.#forget(stream);
  }

  /** Decides again, for some servers or for all. */
  async sweep(serverRefs?: ReadonlySet<string>): Promise<void> {
    const concerned = [...this.#streams].filter(
      stream => !serverRefs || serverRefs.has(stream.serverRef),
    );
    await Promise.all(
      concerned.map(async stream => {
        // Whoever cannot be checked is treated as refused.
        const allowed = await stream.isAllowed().catch(() => false);
        if (!allowed && this.#forget(stream)) stream.end();
      }),
    );
  }

  #end(which: (stream: OpenStream) => boolean) {
    for (const stream of [...this.#streams].filter(which)) {
      if (this.#forget(stream)) stream.end();
    }
  }

  #forget(stream: OpenStream): boolean {
    if (!this.#streams.delete(stream)) return false;
    const { person } = stream;
    const left =
      person === undefined ? 0 : (this.#byPerson.get(person) ?? 1) - 1;
    if (person !== undefined) {
      if (left > 0) this.#byPerson.set(person, left);
      else this.#byPerson.delete(person);
    }
    return true;
  }
}
