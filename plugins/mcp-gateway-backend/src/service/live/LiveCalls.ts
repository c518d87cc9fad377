import { createHash } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import type { LogWatch } from './LogWatch';

/** A question is held so long; the next one follows at once. */
const HOLD_MS = 20_000;
/** Pages that one person has open. */
const MAX_PER_PERSON = 5;
/** Of all people, on one replica. */
const MAX_AT_ONCE = 300;

/** Holds questions for calls until their answers are others. */
export class LiveCalls {
  static create(options: {
    watch: Pick<LogWatch, 'now' | 'beyond'>;
    holdMs?: number;
  }): LiveCalls {
    return new LiveCalls(options);
  }

  readonly #options: Parameters<typeof LiveCalls.create>[0];
  readonly #open = new Map<string, number>();
  readonly #closed = new AbortController();
  #count = 0;

  private constructor(options: Parameters<typeof LiveCalls.create>[0]) {
    this.#options = options;
  }

  /**
   * The mark of what somebody sees, as soon as it is not the known one, and after twenty seconds at the latest. Only what they may see
   * decides: nobody learns that others are at work.
   *
   * @throws ServiceUnavailableError where too many are held: then one asks now and then instead.
   */
  async wait(options: {
    person: string;
    /** What they see now. */
    read: () => Promise<unknown>;
    known?: string;
    signal: AbortSignal;
  }): Promise<string> {
    const { person, read, known, signal } = options;
    const { watch, holdMs = HOLD_MS } = this.#options;
    const leave = this.#enter(person);
    try {
      const patience = AbortSignal.any([
        signal,
        this.#closed.signal,
        AbortSignal.timeout(holdMs),
      ]);
      for (;;) {
        const position = await watch.now();
        const mark = markOf(await read());
        if (mark !== known || patience.aborted) return mark;
        await watch.beyond(position, patience);
        if (patience.aborted) return mark;
      }
    } finally {
      leave();
    }
  }

  /** Answers all that are held: a portal that stops does not wait for them. */
  close(): void {
    this.#closed.abort();
  }

  #enter(person: string): () => void {
    const open = this.#open.get(person) ?? 0;
    if (open >= MAX_PER_PERSON || this.#count >= MAX_AT_ONCE) {
      throw new ServiceUnavailableError(
        'Too many live lists are open; this one asks now and then instead',
      );
    }
    this.#open.set(person, open + 1);
    this.#count += 1;
    return () => {
      const left = (this.#open.get(person) ?? 1) - 1;
      if (left > 0) this.#open.set(person, left);
      else this.#open.delete(person);
      this.#count -= 1;
    };
  }
}

function markOf(page: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(page))
    .digest('hex')
    .slice(0, 32);
}
