import type { Knex } from 'knex';

/** How soon a new event is noticed, whichever replica wrote it. */
const EVERY_MS = 500;

/** How far the log is, as one text; another one means that something came. */
export type LogPosition = string;

/** Tells when something new is in the log. It looks only while somebody waits, once for all who do. */
export class LogWatch {
  static create(options: {
    read: () => Promise<LogPosition>;
    everyMs?: number;
  }): LogWatch {
    return new LogWatch(options);
  }

  /** Of the log in a database: calls are written in the same transaction as the heads of its chains. */
  static of(database: Knex): LogWatch {
    return new LogWatch({
      read: async () => {
        const row = await database('audit_writers').sum({ n: 'seq' }).first();
        return String(row?.n ?? 0);
      },
    });
  }

  readonly #options: Parameters<typeof LogWatch.create>[0];
  readonly #waiting = new Set<() => void>();
  #position: LogPosition | undefined;
  #looking: Promise<void> | undefined;

  private constructor(options: Parameters<typeof LogWatch.create>[0]) {
    this.#options = options;
  }

  /** How far the log is now. What is read after that has at least all of it. */
  async now(): Promise<LogPosition> {
    return await this.#options.read();
  }

  /** Waits until the log is further than here, or until somebody gives up. */
  async beyond(position: LogPosition, signal: AbortSignal): Promise<void> {
    // Always one more look: what was seen last may be older than where one stands.
    do {
      if (signal.aborted) return;
      await this.#next(signal);
    } while (this.#position === undefined || this.#position === position);
  }

  /** The next look, or the end of patience. */
  async #next(signal: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      this.#begin();
    });
  }

  #begin(): void {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      // Nobody may act on what was seen long ago.
      this.#position = undefined;
      // Somebody came just when the last one had left.
      if (this.#waiting.size > 0) this.#begin();
    });
  }

  async #look(): Promise<void> {
    const { read, everyMs = EVERY_MS } = this.#options;
    while (this.#waiting.size > 0) {
      await new Promise(resolve => {
        setTimeout(resolve, everyMs).unref();
      });
      // A database that is away for a moment: those who wait do so until their patience ends.
      this.#position = await read().catch(() => this.#position);
      for (const wake of [...this.#waiting]) wake();
      // Those who were woken wait again, or do not, before it is decided whether to go on.
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
  }
}
