import { InputError } from '@backstage/errors';
import { TAR_BLOCK, tarSum } from './tarEntry';

/** The largest file that is taken from an archive: what the longest checkpoint or page of events may be. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;
/** Regular files alone: an archive of evidence has no links, devices or folders. */
const REGULAR = /^[0\0]$/;

/** One file of an archive. */
export interface TarFile {
  name: string;
  bytes: Uint8Array;
}

/** Bytes in pieces of the wanted sizes. */
class Blocks {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) {
          throw new InputError(
            `The archive ends at byte ${this.at + filled}, before its end`,
          );
        }
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    this.at += count;
    return taken;
  }

  /** Other tools fill archives up with empty blocks; anything else behind the end is strange. */
  async requireNothing(): Promise<void> {
    for (;;) {
      if (!isEmpty(this.#rest)) throw strange(this.at);
      this.at += this.#rest.length;
      const next = await this.#chunks.next();
      if (next.done) return;
      this.#rest = next.value;
    }
  }
}

/**
 * Reads the files of a tar archive one after the other. Strict: a header whose sum is wrong, anything that is no regular file, bytes
 * where there must be none, and an archive that is cut off are errors that name the byte.
 *
 * @throws InputError where it is none.
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarFile> {
  const source = new Blocks(chunks);
  for (;;) {
    const at = source.at;
    const header = await source.take(TAR_BLOCK);
    if (isEmpty(header)) {
      const second = await source.take(TAR_BLOCK);
      if (!isEmpty(second)) throw strange(at + TAR_BLOCK);
      await source.requireNothing();
      return;
    }
    const size = parseInt(text(header, 124, 11), 8);
    const isGood =
      sumOf(header) === tarSum(header) &&
      text(header, 257, 5) === 'ustar' &&
      REGULAR.test(String.fromCharCode(header[156])) &&
      size >= 0 &&
      size <= MAX_ENTRY_BYTES;
    if (!isGood) throw strange(at);
    const padded = Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    const all = await source.take(padded);
    if (!isEmpty(all.subarray(size))) throw strange(source.at - TAR_BLOCK);
    yield { name: text(header, 0, 100), bytes: all.subarray(0, size) };
  }
}

function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === 0);
}

/** Written in one way only: else a byte of it could be another one unseen. */
function sumOf(header: Uint8Array): number {
  const written = new TextDecoder('latin1').decode(header.subarray(148, 156));
  return /^[0-7]{6}\0 $/.test(written) ? parseInt(written, 8) : Number.NaN;
}

function text(header: Uint8Array, at: number, length: number): string {
  const [value] = new TextDecoder('latin1')
    .decode(header.subarray(at, at + length))
    .split('\0');
  return value;
}

function strange(at: number): InputError {
  return new InputError(
    `What stands in the archive at byte ${at} is not what an export has there`,
  );
}
