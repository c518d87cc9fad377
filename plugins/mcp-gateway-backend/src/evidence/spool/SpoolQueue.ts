import type {
  AuditEvent,
  ChainLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A line that waits to be written, and who waits for it. */
export interface SpoolEntry {
  bytes: Buffer;
  line: ChainLine;
  /** What its text says, where whoever appended it has that at hand. */
  event?: AuditEvent;
  /** It is written, or nobody can say when it will be: then `error` says why. */
  onWritten?: (error?: Error) => void;
  /** It outlives a loss of power, or not: then `error` says why. Absent: nobody waits for that. */
  onDurable?: (error?: Error) => void;
  /** It is made durable soon, though nobody waits. */
  isDurableSoon?: boolean;
}

const MAX_BATCH_BYTES = 1024 * 1024;

/** Lines in the order of their chain. */
export class SpoolQueue {
  #entries: SpoolEntry[] = [];

  get length(): number {
    return this.#entries.length;
  }

  push(entry: SpoolEntry) {
    this.#entries.push(entry);
  }

  /** The next lines to write at once; they stay until {@link shift}. */
  batch(): SpoolEntry[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.#entries) {
      bytes += entry.bytes.length;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count += 1;
    }
    return this.#entries.slice(0, count);
  }

  /** These are written. */
  shift(batch: readonly SpoolEntry[]) {
    this.#entries.splice(0, batch.length);
  }

  /** Tells everybody who waits that it takes longer; the lines stay. */
  release(error: Error) {
    for (const entry of this.#entries) {
      entry.onWritten?.(error);
      entry.onDurable?.(error);
      entry.onWritten = undefined;
      entry.onDurable = undefined;
    }
  }
}
