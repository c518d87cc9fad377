import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/** Runs a step again and again, one at a time; what fails is said once and tried again. */
export class UsageRoller {
  static create(options: {
    step: () => Promise<unknown>;
    everyMs: number;
    logger: Pick<LoggerService, 'warn' | 'info'>;
  }): UsageRoller {
    return new UsageRoller(options);
  }

  readonly #options: Parameters<typeof UsageRoller.create>[0];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #hasFailed = false;

  private constructor(options: Parameters<typeof UsageRoller.create>[0]) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  /** Ends after the step that is under way. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (!this.#isRunning) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#step().finally(() => this.#schedule());
    }, this.#options.everyMs);
    this.#timer.unref();
  }

  async #step(): Promise<void> {
    const { step, logger } = this.#options;
    try {
      await step();
      if (this.#hasFailed) logger.info('Usage is added up again');
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) {
        logger.warn(
          `Usage is not added up for now; nothing is lost: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#hasFailed = true;
    }
  }
}
