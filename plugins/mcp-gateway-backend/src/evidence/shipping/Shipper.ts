import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AuditStore } from './AuditStore';
import type { SpooledEvent } from './readEvents';
import type { SpooledSource } from './SpooledEvents';

const MAX_BACK_OFF_MS = 5_000;
/** Events of one transaction: few enough that none of its statements is a long piece of work. */
const BATCH = 500;
/** So many looks in a row it waits while more keeps coming. */
const MAX_PASSED = 3;

/** What a shipper is made of. */
export interface ShipperOptions {
  writer: string;
  source: SpooledSource;
  store: Pick<AuditStore, 'add'>;
  /** The place of the newest line that is in the spool. */
  writtenSeq: () => number;
  /** These files are in the database whole. */
  onRead: (files: string[]) => Promise<void>;
  /** So often it looks whether there is something to ship. */
  everyMs: number;
  logger: LoggerService;
}

/** Brings what a writer spooled into the database, in order and over and over until it is there. */
export class Shipper {
  static create(options: ShipperOptions): Shipper {
    return new Shipper(options);
  }

  readonly #options: ShipperOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #shippedSeq = 0;
  #backOffMs = 0;
  /** The newest line at the last look. */
  #seenSeq = 0;
  #passed = MAX_PASSED;
  #error: Error | undefined;
  #isStopped = false;
  /** Read, and not in the database yet. */
  #held: SpooledEvent[] = [];

  private constructor(options: ShipperOptions) {
    this.#options = options;
  }

  /** The place of the newest line that is in the database. */
  get shippedSeq(): number {
    return this.#shippedSeq;
  }

  /** Why nothing gets into the database now. */
  get error(): Error | undefined {
    return this.#error;
  }

  start() {
    this.#schedule();
  }

  /** Ends; what is under way is waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Waits until everything that is in the spool now is in the database, or it is stopped. */
  async flush(): Promise<void> {
    const target = this.#options.writtenSeq();
    while (this.#shippedSeq < target && !this.#isStopped) {
      await this.#ship();
      if (this.#error) {
        await new Promise(resolve => setTimeout(resolve, this.#backOffMs));
      }
    }
  }

  #schedule() {
    if (this.#isStopped) return;
    const delay = Math.max(this.#options.everyMs, this.#backOffMs);
    this.#timer = setTimeout(() => void this.#onTimer(), delay);
    this.#timer.unref();
  }

  async #onTimer() {
    if (!this.#passes()) await this.#ship();
    this.#schedule();
  }

  /**
   * The statements of a transaction cost as much as a hundred calls that they bring, so while calls keep coming they go together, up to
   * a batch. What comes after silence goes with the next look.
   */
  #passes(): boolean {
    const writtenSeq = this.#options.writtenSeq();
    const isMore = writtenSeq > this.#seenSeq;
    this.#seenSeq = writtenSeq;
    const isMuch = writtenSeq - this.#shippedSeq >= BATCH;
    if (!isMore) {
      this.#passed = MAX_PASSED;
      return false;
    }
    if (isMuch || this.#error || this.#passed >= MAX_PASSED) {
      this.#passed = 0;
      return false;
    }
    this.#passed += 1;
    return true;
  }

  /** One at a time. Never rejects. */
  #ship(): Promise<void> {
    this.#running ??= this.#shipAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #shipAll() {
    const { source, writtenSeq, onRead } = this.#options;
    // What is written from now on goes with the next turn, unless that is much: a transaction for each few would cost more than they do.
    let target = writtenSeq();
    try {
      while (this.#shippedSeq < target && !this.#isStopped) {
        if (this.#held.length === 0) {
          this.#held = await source.next();
          if (this.#held.length === 0) break;
        }
        await this.#addHeld();
        const read = source.takeRead();
        if (read.length > 0) await onRead(read);
        if (writtenSeq() - this.#shippedSeq > BATCH) target = writtenSeq();
      }
      this.#succeed();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #addHeld() {
    const { store, writer } = this.#options;
    while (this.#held.length > 0) {
      const batch = this.#held.slice(0, BATCH);
      await store.add(writer, batch);
      this.#held.splice(0, batch.length);
      this.#shippedSeq = batch[batch.length - 1].line.seq;
    }
  }

  #succeed() {
    if (this.#error) {
      this.#options.logger.info('Audit events get into the database again');
    }
    this.#error = undefined;
    this.#backOffMs = 0;
  }

  #fail(error: unknown) {
    const { logger, everyMs } = this.#options;
    if (!this.#error) {
      logger.error(
        `Audit events do not get into the database and wait in the spool: ${stringifyError(
          error,
        )}`,
      );
    }
    this.#error = error instanceof Error ? error : new Error(String(error));
    this.#backOffMs = Math.min(
      Math.max(this.#backOffMs * 2, everyMs),
      MAX_BACK_OFF_MS,
    );
  }
}
