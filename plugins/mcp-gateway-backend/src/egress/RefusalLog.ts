import type { LoggerService } from '@backstage/backend-plugin-api';

/** Refusals of one second that are written one by one. Whoever asks all the time would fill the log. */
const PER_SECOND = 10;
const MOST_LETTERS = 253;

interface Refusal {
  why: string;
  host?: string;
  port?: number;
}

/** Tells operators what the gateway did not connect to: each refusal, or how many there were. */
export class RefusalLog {
  static create(options: {
    logger: LoggerService;
    now?(): number;
  }): RefusalLog {
    return new RefusalLog(options);
  }

  readonly #options: Parameters<typeof RefusalLog.create>[0];
  #second = -1;
  #written = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: Parameters<typeof RefusalLog.create>[0]) {
    this.#options = options;
  }

  add({ why, host, port }: Refusal): void {
    const second = Math.floor((this.#options.now?.() ?? Date.now()) / 1000);
    if (second !== this.#second) {
      this.#tellRest();
      this.#second = second;
    }
    this.#written++;
    if (this.#written > PER_SECOND) {
      // So that the count is told when nothing follows either.
      this.#timer ??= setTimeout(() => this.#tellRest(), 1000).unref();
      return;
    }
    const where = host
      ? `${host.slice(0, MOST_LETTERS)}:${port}`
      : 'an address';
    this.#options.logger.warn(
      `The gateway does not connect to ${where}: ${why}`,
    );
  }

  #tellRest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rest = this.#written - PER_SECOND;
    this.#written = 0;
    if (rest > 0) {
      this.#options.logger.warn(
        `The gateway did not connect to ${rest} more addresses`,
      );
    }
  }
}
