import { QuickWrites } from './QuickWrites';
import type { SpoolDisk, SpoolFile } from './SpoolDisk';
import { spoolFileName } from './spoolPlaces';

interface Place {
  disk: SpoolDisk;
  directory: string;
  /** A file that has so many bytes is followed by the next one. */
  fileBytes: number;
}

/** The files of one writer, one after the other, and where the newest ends. */
export class SpoolFiles {
  static async open(place: Place): Promise<SpoolFiles> {
    const file = await place.disk.create(place.directory, spoolFileName(1));
    return new SpoolFiles(place, file);
  }

  readonly #place: Place;
  readonly #quick = new QuickWrites();
  #file: SpoolFile;
  #number = 1;
  #position = 0;
  #isSuspect = false;

  private constructor(place: Place, file: SpoolFile) {
    this.#place = place;
    this.#file = file;
  }

  /** The number of the file that is being filled. */
  get number(): number {
    return this.#number;
  }

  /** The next bytes go into another file. */
  get isFull(): boolean {
    return this.#isSuspect || this.#position >= this.#place.fileBytes;
  }

  /** What a disk failed to keep once, it may say to have kept the next time: what follows goes into another file. */
  distrust() {
    this.#isSuspect = true;
  }

  /** Appends bytes. Where that fails they are written to the same place again, over what is there of them. `isBusy`: as {@link QuickWrites.put} has it. */
  async put(bytes: Buffer, isBusy: boolean): Promise<void> {
    await this.#quick.put({
      ...{ file: this.#file, bytes, isBusy },
      position: this.#position,
    });
    this.#position += bytes.length;
  }

  /** The same, while the event loop stands still. `false`: it would stand still for long. */
  tryNow(bytes: Buffer): boolean {
    const isPut = this.#quick.tryNow(this.#file, bytes, this.#position);
    if (isPut) this.#position += bytes.length;
    return isPut;
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Goes on in another file. `finish` makes the full one last. */
  async rotate(finish: () => Promise<void>): Promise<void> {
    const { disk, directory } = this.#place;
    const name = spoolFileName(this.#number + 1);
    const next = await disk.create(directory, name);
    await finish();
    const full = this.#file;
    if (this.#isSuspect) await full.truncate(this.#position);
    this.#file = next;
    this.#number += 1;
    this.#position = 0;
    this.#isSuspect = false;
    await full.close();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
