import { readFile } from 'fs/promises';
import { join } from 'path';
import { createNotesFile, type NotesPlace, removeNotesFile } from './notesFile';
import { QuickWrites } from './QuickWrites';
import type { SpoolFile } from './SpoolDisk';
import { NOTES_FILE } from './spoolPlaces';

/** So many calls may be noted at a time: with more under way, the rest is recorded before it is answered. */
const SLOTS = 512;
/** A page of memory: what is written within one when a process is killed is there, or is not. */
const SLOT_BYTES = 4_096;

/**
 * The calls of one writer that may have been answered and whose events are not written yet, each in a slot of one file. A slot is not
 * emptied when its call's event is written: whoever reads what a killed writer left looks for the event first.
 */
export class CallNotes {
  /** Where memory has no room they lie with the writer's events. Without room for all slots there are none, and every call is recorded before it is answered. */
  static async open(
    options: NotesPlace & {
      /** Throws when the directory is not this writer's any more; what takes time to know is a promise. */
      mayWrite?: () => void | Promise<void>;
    },
  ): Promise<CallNotes> {
    const { memory, mayWrite = () => {}, ...place } = options;
    const inMemory =
      memory === undefined
        ? undefined
        : await fill({ ...place, memory }).catch(() => undefined);
    const file = inMemory ?? (await fill(place));
    return new CallNotes(file, mayWrite);
  }

  /** What stands in a file of notes, as it was put there; `undefined`: it lay in memory, and is not there any more. */
  static async read(
    directory: string,
    name: string,
  ): Promise<string[] | undefined> {
    const bytes = await readFile(join(directory, name)).catch(error => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!bytes) return undefined;
    const texts: string[] = [];
    const end = Math.min(bytes.length, SLOTS * SLOT_BYTES);
    for (let at = 0; at < end; at += SLOT_BYTES) {
      const slot = bytes.subarray(at, at + SLOT_BYTES);
      // Behind its end stands what is left of longer ones before it.
      const length = slot.indexOf('\n');
      if (length > 0) texts.push(slot.toString('utf8', 0, length));
    }
    return texts;
  }

  readonly #file: SpoolFile | undefined;
  readonly #mayWrite: () => void | Promise<void>;
  readonly #quick = new QuickWrites();
  readonly #page = Buffer.alloc(SLOT_BYTES);
  readonly #slots = new Map<string, number>();
  /** The one that was given back last is the next: its memory is at hand. */
  readonly #free: number[];

  private constructor(
    file: SpoolFile | undefined,
    mayWrite: () => void | Promise<void>,
  ) {
    this.#file = file;
    this.#mayWrite = mayWrite;
    const slots = file ? SLOTS : 0;
    this.#free = Array.from({ length: slots }, (_, index) => index).reverse();
  }

  /** Calls that are noted. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Notes a call. `false`: it is not noted, since there is no room for it or the disk does not take it at once.
   *
   * @param text - One line
   */
  put(callId: string, text: string): boolean {
    const slot = this.#free.pop();
    if (slot === undefined) return false;
    const length = this.#page.write(text);
    if (length < SLOT_BYTES - 4 && this.#write(slot, length)) {
      this.#slots.set(callId, slot);
      return true;
    }
    this.#free.push(slot);
    return false;
  }

  #write(slot: number, length: number): boolean {
    if (!this.#file) return false;
    this.#page[length] = 0x0a;
    const bytes = this.#page.subarray(0, length + 1);
    try {
      const asking = this.#mayWrite();
      // Whoever writes the call's event asks again.
      asking?.catch(() => {});
      if (asking) return false;
      return this.#quick.tryNow(this.#file, bytes, slot * SLOT_BYTES);
    } catch {
      return false;
    }
  }

  /** The event of this call is written; nothing, where it was not noted. */
  done(callId: string): void {
    const slot = this.#slots.get(callId);
    if (slot === undefined) return;
    this.#slots.delete(callId);
    this.#free.push(slot);
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

/** A file with room for all slots, so that none is lacking later; `undefined`: there is no room, and nothing is left of it. */
async function fill(place: NotesPlace): Promise<SpoolFile | undefined> {
  const file = await createNotesFile(place);
  try {
    await file.write(Buffer.alloc(SLOTS * SLOT_BYTES), 0);
    return file;
  } catch {
    // What room there is is the events'.
    await file.close().catch(() => {});
    await removeNotesFile(join(place.directory, NOTES_FILE));
    return undefined;
  }
}
