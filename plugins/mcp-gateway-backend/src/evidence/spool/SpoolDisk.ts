import { writeSync } from 'fs';
import { type FileHandle, open } from 'fs/promises';

/** A file that one writer fills from its beginning. */
export interface SpoolFile {
  /** Writes all of it there, or throws; what was written in part is written again. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** The same, while the event loop stands still: in the memory of the system it is much faster. */
  writeNow(bytes: Buffer, position: number): void;
  /** Cuts off what was written in part and is given up. */
  truncate(length: number): Promise<void>;
  /** Resolves when what was written outlives a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Where spools are. A port, so that tests can have a disk that fills or breaks. */
export interface SpoolDisk {
  /** Makes a file; its name outlives a loss of power as well. */
  create(directory: string, name: string): Promise<SpoolFile>;
}

/** Makes names in a directory outlive a loss of power. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

class RealFile implements SpoolFile {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(bytes: Buffer, position: number) {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(
        bytes,
        done,
        bytes.length - done,
        position + done,
      );
      done += bytesWritten;
    }
  }

  writeNow(bytes: Buffer, position: number) {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(
        this.#file.fd,
        bytes,
        done,
        bytes.length - done,
        position + done,
      );
    }
  }

  async truncate(length: number) {
    await this.#file.truncate(length);
  }

  async sync() {
    await this.#file.datasync();
  }

  async close() {
    await this.#file.close();
  }
}

/** The disk of this machine. */
export const realDisk: SpoolDisk = {
  async create(directory, name) {
    // Only the gateway's own user reads who called what.
    const file = await open(`${directory}/${name}`, 'wx', 0o600);
    await syncDirectory(directory);
    return new RealFile(file);
  },
};
