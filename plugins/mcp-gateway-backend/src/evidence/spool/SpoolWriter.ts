import { hash as digest } from 'crypto';
import {
  type AuditEvent,
  FIRST_PREV,
  formatLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { SpoolCommits } from './SpoolCommits';
import type { SpoolDisk } from './SpoolDisk';
import { SpoolFiles } from './SpoolFiles';
import { type SpoolEntry, SpoolQueue } from './SpoolQueue';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 5_000;
/** SHA-256 as the chain's functions want it. */
export const sha256 = (text: string): string => digest('sha256', text, 'hex');

/** How much of an event somebody waits for. */
type When = 'written' | 'soon' | 'durable';

/** What a writer is made of. */
export interface SpoolWriterOptions {
  /** One life of one replica. */
  writer: string;
  /** The writer's own. */
  directory: string;
  disk: SpoolDisk;
  /** A file that has so many bytes is followed by the next one. */
  fileBytes: number;
  /** A write that takes so long counts as failed, until it ends. */
  stallMs: number;
  /** Throws while nothing may be written: the lock is lost, or the spool has all the room that it may take. What takes time to know is a promise. */
  mayWrite?: () => void | Promise<void>;
  /** Learns of lines that are in a file now, in their order. @param file - Its number */
  onWritten?: (
    entries: readonly Pick<SpoolEntry, 'line' | 'event'>[],
    file: number,
  ) => void;
  /** Called when writing begins to fail, and when it goes on. */
  onChange?: (error: Error | undefined) => void;
}

/**
 * Appends the events of one writer to its files and chains them. A single event is written where it comes; where several come in one
 * turn of the event loop they are written together. While that fails, lines wait here in their order and are tried again at the same
 * place, so that half a line is overwritten.
 */
export class SpoolWriter {
  static async open(options: SpoolWriterOptions): Promise<SpoolWriter> {
    return new SpoolWriter(options, await SpoolFiles.open(options));
  }

  readonly #options: SpoolWriterOptions;
  readonly #queue = new SpoolQueue();
  readonly #files: SpoolFiles;
  readonly #commits: SpoolCommits;
  #seq = 0;
  #hash = FIRST_PREV;
  #writtenSeq = 0;
  #isBusy = false;
  /** Of late several events came in one turn. */
  #isCrowded = false;
  #retryMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #error: Error | undefined;
  #isClosed = false;
  #whenIdle: (() => void)[] = [];

  private constructor(options: SpoolWriterOptions, files: SpoolFiles) {
    this.#options = options;
    this.#files = files;
    this.#commits = new SpoolCommits({
      sync: () => files.sync(),
      onFailure: error => {
        files.distrust();
        this.#fail(error);
      },
      stallMs: options.stallMs,
    });
  }

  get writer(): string {
    return this.#options.writer;
  }

  /** Lines that are not written yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Why nothing can be written now. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The number of the file that is being filled. */
  get fileNumber(): number {
    return this.#files.number;
  }

  /** The place of the newest line that is in the files. */
  get writtenSeq(): number {
    return this.#writtenSeq;
  }

  /**
   * Appends an event, the text of a JSON object. Resolves when it is in the file, or `when: 'durable'` outlives a loss of power;
   * `undefined`: it is in the file already. Rejects where nobody knows when that will be; the event stays and is written as soon as it can
   * be.
   *
   * @param event - What the text says, for {@link SpoolWriterOptions.onWritten}
   */
  append(
    text: string,
    when: When,
    event?: AuditEvent,
  ): Promise<void> | undefined {
    if (this.#isClosed) return Promise.reject(new Error('The spool is closed'));
    const entry = this.#chain(text, event);
    const isFailing = this.#error;
    if (isFailing) {
      this.#queue.push({ ...entry, isDurableSoon: when !== 'written' });
      return Promise.reject(isFailing);
    }
    if (when === 'soon') entry.isDurableSoon = true;
    if (when !== 'durable' && this.#writeAtOnce(entry)) return undefined;
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => (error ? reject(error) : resolve());
      if (when === 'durable') entry.onDurable = settle;
      else entry.onWritten = settle;
      this.#queue.push(entry);
      this.#kick();
    });
  }

  #chain(text: string, event: AuditEvent | undefined): SpoolEntry {
    const seq = this.#seq + 1;
    const place = { writer: this.writer, seq, prev: this.#hash };
    const { line, hash } = formatLine(place, text, sha256);
    this.#seq = seq;
    this.#hash = hash;
    const { writer, prev } = place;
    return {
      bytes: Buffer.from(`${line}\n`),
      line: { writer, seq, prev, hash, event: text },
      event,
    };
  }

  /** Writes what waits, as far as it can be, and closes the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isBusy) {
      await new Promise<void>(resolve => this.#whenIdle.push(resolve));
    }
    clearTimeout(this.#timer);
    await this.#write();
    await this.#commits.finish();
    await this.#files.close();
  }

  #kick() {
    if (this.#isBusy || this.#timer || this.#queue.length === 0) return;
    this.#isBusy = true;
    // After everything that this turn brings: its events go into one write.
    setImmediate(() => void this.#run());
  }

  /** Writes a line that comes alone: the end of the turn is further away than the disk. `false`: it has to wait. */
  #writeAtOnce(entry: SpoolEntry): boolean {
    const isCalm = !this.#isBusy && !this.#isCrowded && !this.#timer;
    if (!isCalm || this.#files.isFull || this.#commits.isRunning) return false;
    try {
      const asking = this.#options.mayWrite?.();
      // Whoever writes the queue asks again.
      asking?.catch(() => {});
      if (asking || !this.#files.tryNow(entry.bytes)) return false;
    } catch {
      // It is tried again with the queue, which knows what to do when that fails.
      return false;
    }
    this.#written([entry]);
    this.#commits.add(entry);
    this.#isBusy = true;
    // Whoever waited for this line has something to send first.
    queueMicrotask(() =>
      setImmediate(() => {
        if (this.#queue.length > 0) void this.#run();
        else this.#rest();
      }),
    );
    return true;
  }

  async #run() {
    const stalled = setTimeout(
      () => this.#fail(new Error('The disk does not answer')),
      this.#options.stallMs,
    );
    await this.#write();
    clearTimeout(stalled);
    this.#rest();
    if (this.#isClosed) return;
    if (this.#error) this.#retryLater();
    else this.#kick();
  }

  #rest() {
    this.#isBusy = false;
    for (const tell of this.#whenIdle.splice(0)) tell();
  }

  /** Writes until nothing waits or it fails. Never rejects. */
  async #write(): Promise<void> {
    try {
      if (this.#queue.length === 0 && this.#error) await this.#probe();
      while (this.#queue.length > 0) {
        await this.#options.mayWrite?.();
        await this.#rotate();
        const batch = this.#queue.batch();
        this.#isCrowded = batch.length > 1;
        const bytes =
          batch.length === 1
            ? batch[0].bytes
            : Buffer.concat(batch.map(entry => entry.bytes));
        const isBusy = this.#commits.isRunning || this.#error !== undefined;
        await this.#files.put(bytes, isBusy);
        this.#queue.shift(batch);
        this.#written(batch);
        this.#recover();
        for (const entry of batch) {
          entry.onWritten?.();
          this.#commits.add(entry);
        }
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #written(entries: readonly SpoolEntry[]) {
    this.#writtenSeq = entries[entries.length - 1].line.seq;
    this.#options.onWritten?.(entries, this.#files.number);
  }

  /** Nothing waits to be written, and it is not known whether the next line could be. */
  async #probe() {
    await this.#options.mayWrite?.();
    await this.#rotate();
    await this.#files.sync();
    this.#recover();
  }

  async #rotate() {
    if (this.#files.isFull) {
      await this.#files.rotate(() => this.#commits.finish());
    }
  }

  #fail(error: Error) {
    const isNew = this.#error === undefined;
    this.#error = error;
    this.#queue.release(error);
    if (isNew) this.#options.onChange?.(error);
    if (!this.#isBusy) this.#retryLater();
  }

  #recover() {
    if (!this.#error) return;
    this.#error = undefined;
    this.#retryMs = 0;
    this.#options.onChange?.(undefined);
  }

  #retryLater() {
    if (this.#timer || this.#isClosed) return;
    this.#retryMs = Math.min(
      Math.max(this.#retryMs * 2, FIRST_RETRY_MS),
      MAX_RETRY_MS,
    );
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isBusy = true;
      void this.#run();
    }, this.#retryMs);
    this.#timer.unref();
  }
}
