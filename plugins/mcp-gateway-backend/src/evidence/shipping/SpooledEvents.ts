import type { SpoolReader } from '../spool/SpoolReader';
import { spoolFileName } from '../spool/spoolPlaces';
import { readEvent, readEventsInBites, type SpooledEvent } from './readEvents';

const MAX_HELD = 10_000;
const MAX_HELD_CHARACTERS = 32 * 1024 * 1024;
const MAX_TAKEN = 500;

/** What a shipper reads. */
export interface SpooledSource {
  /** The next events; none: there are no more for now. */
  next(): Promise<SpooledEvent[]>;
  /** Files of which nothing more is to be read; each is named once. */
  takeRead(): string[];
}

/**
 * The events of this process's own spool: those that it has just written it need not read, verify and understand again. When more of
 * them wait than may be kept, they are read from the files until that has caught up.
 */
export class SpooledEvents implements SpooledSource {
  static create(options: {
    /** Reads the files from the oldest on. */
    openReader: () => Pick<SpoolReader, 'next'>;
    maxHeld?: number;
  }): SpooledEvents {
    return new SpooledEvents(options);
  }

  readonly #options: Parameters<typeof SpooledEvents.create>[0];
  readonly #maxHeld: number;
  #held: SpooledEvent[] = [];
  #characters = 0;
  #reader: Pick<SpoolReader, 'next'> | undefined;
  #isBehind = false;
  #writtenSeq = 0;
  #takenSeq = 0;
  /** The files that are not read yet, with the last of their events. */
  #files: { number: number; lastSeq: number }[] = [];

  private constructor(options: Parameters<typeof SpooledEvents.create>[0]) {
    this.#options = options;
    this.#maxHeld = options.maxHeld ?? MAX_HELD;
  }

  /** Lines that are in a file now. */
  written(entries: readonly SpooledEvent[], file: number) {
    const lastSeq = entries.at(-1)?.line.seq ?? 0;
    this.#writtenSeq = lastSeq;
    const newest = this.#files.at(-1);
    if (newest?.number === file) newest.lastSeq = lastSeq;
    else this.#files.push({ number: file, lastSeq });
    if (this.#isBehind) return;
    for (const { line, event } of entries) {
      // Whoever gave the text alone has it read, as it would be from a file.
      this.#held.push(event ? { line, event } : readEvent(line));
      this.#characters += line.event.length;
    }
    if (
      this.#held.length > this.#maxHeld ||
      this.#characters > MAX_HELD_CHARACTERS
    ) {
      this.#isBehind = true;
      this.#drop();
    }
  }

  async next(): Promise<SpooledEvent[]> {
    if (this.#isBehind) {
      const events = await this.#read();
      if (events.length > 0) return events;
    }
    const taken = this.#held.splice(0, MAX_TAKEN);
    for (const { line } of taken) this.#characters -= line.event.length;
    this.#takenSeq = taken.at(-1)?.line.seq ?? this.#takenSeq;
    return taken;
  }

  takeRead(): string[] {
    // Of the newest file there may be more.
    const isRead = (file: { lastSeq: number }, index: number) =>
      index < this.#files.length - 1 && file.lastSeq <= this.#takenSeq;
    const read = this.#files.filter(isRead);
    this.#files.splice(0, read.length);
    return read.map(({ number }) => spoolFileName(number));
  }

  /** From the files, until what is written is read. */
  async #read(): Promise<SpooledEvent[]> {
    const reader = (this.#reader ??= this.#options.openReader());
    for (;;) {
      const lines = await reader.next();
      const events = await readEventsInBites(
        lines.filter(({ seq }) => seq > this.#takenSeq),
      );
      this.#takenSeq = events.at(-1)?.line.seq ?? this.#takenSeq;
      // From here to the end nothing is waited for: what comes next is held.
      if (this.#takenSeq >= this.#writtenSeq) {
        this.#isBehind = false;
        this.#reader = undefined;
      }
      if (events.length > 0 || lines.length === 0) return events;
    }
  }

  #drop() {
    this.#held = [];
    this.#characters = 0;
  }
}
