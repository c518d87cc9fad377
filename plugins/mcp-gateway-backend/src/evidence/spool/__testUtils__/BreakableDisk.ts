import { realDisk, type SpoolDisk, type SpoolFile } from '../SpoolDisk';

/** A real disk that fills up, breaks, hangs and is repaired when a test says so. */
export class BreakableDisk implements SpoolDisk {
  readonly #real = realDisk.create;
  /** So many bytes fit; what does not fit is written in part. */
  room = Infinity;
  /** What `sync` says. */
  syncError: Error | undefined;
  /** Writes wait for this. */
  hang: Promise<void> | undefined;
  /** Writes hold the event loop up. */
  isSlow = false;
  /** How often what was called. */
  writes = 0;
  syncs = 0;

  async create(directory: string, name: string): Promise<SpoolFile> {
    return this.#around(await this.#real(directory, name));
  }

  #around(file: SpoolFile): SpoolFile {
    const put = (bytes: Buffer, position: number) => {
      this.writes += 1;
      const until = performance.now() + (this.isSlow ? 10 : 0);
      while (performance.now() < until);
      const fits = bytes.subarray(0, Math.min(bytes.length, this.room));
      file.writeNow(fits, position);
      if (fits.length < bytes.length) {
        throw Object.assign(new Error('no space left on device'), {
          code: 'ENOSPC',
        });
      }
      this.room -= fits.length;
    };
    return {
      write: async (bytes, position) => {
        await this.hang;
        put(bytes, position);
      },
      writeNow: put,
      sync: async () => {
        this.syncs += 1;
        if (this.syncError) throw this.syncError;
        await file.sync();
      },
      truncate: length => file.truncate(length),
      close: () => file.close(),
    };
  }
}
