import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';
import { within } from '../access/within';
import type { CallStore } from './CallStore';
import type { CallRecord, CallRecorder } from './types';

const BATCH = 500;
const MAX_BACK_OFF_MS = 5_000;

/** Options of {@link DatabaseCallRecorder}. */
export interface DatabaseCallRecorderOptions {
  store: Pick<CallStore, 'insert' | 'save'>;
  logger: LoggerService;
  /** So many records may wait; with more, nothing is forwarded. */
  capacity?: number;
  flushMs?: number;
  intentTimeoutMs?: number;
  stopTimeoutMs?: number;
}

/**
 * Writes calls to the database: intents at once, everything else in batches from a bounded queue. While the database is
 * down the queue fills and the writer tries again; records keep their ids, so what was half done is repeated safely.
 *
 * A crash loses what was queued in its last quarter of a second, but never a call that changed something: its intent
 * is there. Such an intent stays `pending` for good when its replica died before the outcome was known.
 */
export class DatabaseCallRecorder implements CallRecorder {
  static create(options: DatabaseCallRecorderOptions): DatabaseCallRecorder {
    return new DatabaseCallRecorder(options);
  }

  readonly #options: Required<DatabaseCallRecorderOptions>;
  readonly #queue: CallRecord[] = [];
  #queued = 0;
  #written = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  /** Zero while the database takes what it gets. */
  #backOffMs = 0;
  #isRunning = false;
  #hasGivenUp = false;

  private constructor(options: DatabaseCallRecorderOptions) {
    this.#options = {
      capacity: 10_000,
      flushMs: 250,
      intentTimeoutMs: 5_000,
      stopTimeoutMs: 10_000,
      ...options,
    };
  }

  /** Begins to write what is queued. */
  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  /** Writes what is queued, for as long as a shutdown may take, and ends. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    try {
      await within(this.flush(), this.#options.stopTimeoutMs);
    } catch {
      this.#hasGivenUp = true;
      this.#options.logger.error(
        `${
          this.#queue.length
        } records of calls could not be written before the end`,
      );
    }
  }

  async intent(record: CallRecord): Promise<void> {
    const { store, intentTimeoutMs } = this.#options;
    try {
      await within(store.insert(record), intentTimeoutMs);
    } catch (error) {
      throw new ServiceUnavailableError(
        'The call could not be recorded and was not made; try again shortly',
        error,
      );
    }
  }

  complete(record: CallRecord): void {
    this.#enqueue(record);
  }

  record(record: CallRecord): void {
    // With a full queue refusals are only counted. What was allowed is always kept: nothing new is forwarded now, so
    // there is no more of it than calls under way.
    if (record.decision === 'deny' && !this.isAvailable()) {
      this.#dropped += 1;
      return;
    }
    this.#enqueue(record);
  }

  isAvailable(): boolean {
    return this.#queue.length < this.#options.capacity;
  }

  async flush(): Promise<void> {
    // What is recorded from now on is another flush's: this one ends under steady traffic too.
    const target = this.#queued;
    while (this.#written < target && !this.#hasGivenUp) {
      await this.#drain();
      if (this.#written < target) {
        await new Promise(resolve => setTimeout(resolve, this.#backOffMs));
      }
    }
  }

  #enqueue(record: CallRecord): void {
    this.#queue.push(record);
    this.#queued += 1;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || !this.#isRunning || this.#queue.length === 0) {
      return;
    }
    const delay = Math.max(this.#options.flushMs, this.#backOffMs);
    this.#timer = setTimeout(() => void this.#onTimer(), delay);
    this.#timer.unref();
  }

  async #onTimer(): Promise<void> {
    await this.#drain();
    this.#timer = undefined;
    this.#schedule();
  }

  /** Writes until the queue is empty or the database fails; one at a time. Never rejects. */
  #drain(): Promise<void> {
    this.#draining ??= this.#writeBatches().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #writeBatches(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH);
      try {
        await this.#options.store.save(batch);
      } catch (error) {
        this.#onFailure(error);
        return;
      }
      this.#queue.splice(0, batch.length);
      this.#written += batch.length;
      this.#onSuccess();
    }
  }

  #onFailure(error: unknown): void {
    const { logger, flushMs } = this.#options;
    if (this.#backOffMs === 0) {
      logger.error(
        `Calls cannot be written to the database; ${
          this.#queue.length
        } records wait: ${stringifyError(error)}`,
      );
    }
    this.#backOffMs = Math.min(
      Math.max(this.#backOffMs * 2, flushMs),
      MAX_BACK_OFF_MS,
    );
  }

  #onSuccess(): void {
    const { logger } = this.#options;
    if (this.#backOffMs > 0) {
      this.#backOffMs = 0;
      logger.info('Calls are written to the database again');
    }
    if (this.#dropped > 0) {
      logger.error(
        `${
          this.#dropped
        } refused calls were not recorded while the database was down and the queue was full`,
      );
      this.#dropped = 0;
    }
  }
}
