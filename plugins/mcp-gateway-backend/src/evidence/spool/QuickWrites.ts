import type { SpoolFile } from './SpoolDisk';

/** A write that takes so long was held up by the disk. */
const HELD_UP_MS = 50;
/** One that takes so long may have been, or this process had to wait for a processor: twice within a while, and it was the disk. */
const SLOW_MS = 5;
const WHILE_MS = 1_000;
const SLOW_FOR_MS = 30_000;

/**
 * A write goes to the system's memory, which takes a few microseconds; handing it to another thread takes ten times that. Where the disk
 * holds writes up, the event loop does not wait with it for a while.
 */
export class QuickWrites {
  #slowUntil = 0;
  #slowAt = -WHILE_MS;

  /** @param options - `isBusy`: the disk is being waited for, or does not work */
  async put(options: {
    file: SpoolFile;
    bytes: Buffer;
    position: number;
    isBusy: boolean;
  }): Promise<void> {
    const { file, bytes, position, isBusy } = options;
    if (isBusy || !this.tryNow(file, bytes, position)) {
      await file.write(bytes, position);
    }
  }

  /** Writes while the event loop stands still. `false`: it would stand still for long. */
  tryNow(file: SpoolFile, bytes: Buffer, position: number): boolean {
    const began = performance.now();
    if (began < this.#slowUntil) return false;
    file.writeNow(bytes, position);
    const ended = performance.now();
    const tookMs = ended - began;
    if (tookMs > SLOW_MS) {
      const isAgain = began - this.#slowAt < WHILE_MS;
      this.#slowAt = ended;
      if (isAgain || tookMs > HELD_UP_MS) this.#slowUntil = ended + SLOW_FOR_MS;
    }
    return true;
  }
}
