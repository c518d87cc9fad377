import { open, readdir } from 'fs/promises';
import { join } from 'path';
import {
  type ChainLine,
  FIRST_PREV,
  hashText,
  parseLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { spoolFilesAmong } from './spoolPlaces';
import { sha256 } from './SpoolWriter';

/** So much is read and verified at a time: calls share the thread. */
const CHUNK_BYTES = 256 * 1024;
/** Longer than any line. */
const MAX_REST_BYTES = 16 * 1024 * 1024;

/** Bytes that are no line. */
export interface Junk {
  file: string;
  bytes: Buffer;
}

/** A line stands where it must not: the chain is broken, or the file was changed. */
export class BrokenSpoolError extends Error {
  override readonly name = 'BrokenSpoolError';
}

/** Reads a writer's files in their order, while they are written or afterwards. Every line is verified. */
export class SpoolReader {
  readonly #directory: string;
  readonly #writer: string;
  #file: string | undefined;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #last: { seq: number; hash: string } | undefined;
  #read: string[] = [];
  #broken: BrokenSpoolError | undefined;

  constructor(options: { directory: string; writer: string }) {
    this.#directory = options.directory;
    this.#writer = options.writer;
  }

  /** The next lines; none: there are no more for now. Throws a {@link BrokenSpoolError}. */
  async next(): Promise<ChainLine[]> {
    for (;;) {
      if (this.#broken) throw this.#broken;
      this.#file ??= await this.#fileAfter(undefined);
      if (this.#file === undefined) return [];
      const chunk = await this.#chunk(this.#file);
      if (chunk.length > 0) {
        const lines = this.#take(this.#file, chunk);
        if (lines.length > 0) return lines;
        continue;
      }
      const following = await this.#fileAfter(this.#file);
      if (following === undefined) return [];
      // It was looked at before it was known to be full.
      const late = await this.#chunk(this.#file);
      if (late.length > 0) {
        const lines = this.#take(this.#file, late);
        if (lines.length > 0) return lines;
        continue;
      }
      if (this.#rest.length > 0) {
        throw new BrokenSpoolError(`${this.#file} ends within a line`);
      }
      this.#read.push(this.#file);
      this.#file = following;
      this.#offset = 0;
    }
  }

  /** What stands behind the last line and is none: a line that was being written when its writer died. */
  get rest(): Junk | undefined {
    return this.#rest.length > 0 && this.#file
      ? { file: this.#file, bytes: this.#rest }
      : undefined;
  }

  /** Files of which nothing more is to be read; each is named once. */
  takeRead(): string[] {
    return this.#read.splice(0);
  }

  async #fileAfter(file: string | undefined): Promise<string | undefined> {
    const files = spoolFilesAmong(await readdir(this.#directory));
    return file === undefined ? files[0] : files[files.indexOf(file) + 1];
  }

  async #chunk(file: string): Promise<Buffer> {
    const handle = await open(join(this.#directory, file), 'r');
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await handle.read(
        buffer,
        0,
        CHUNK_BYTES,
        this.#offset,
      );
      this.#offset += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  #take(file: string, chunk: Buffer): ChainLine[] {
    const bytes =
      this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    if (this.#rest.length > MAX_REST_BYTES) {
      throw new BrokenSpoolError(`${file} has a line that is too long`);
    }
    if (end === 0) return [];
    const lines: ChainLine[] = [];
    for (const text of bytes.toString('utf8', 0, end - 1).split('\n')) {
      try {
        lines.push(this.#verified(file, text));
      } catch (error) {
        // What stands before it is good.
        this.#broken = error as BrokenSpoolError;
        break;
      }
    }
    return lines;
  }

  #verified(file: string, text: string): ChainLine {
    const line = parseLine(text);
    if (!line || line.writer !== this.#writer) {
      throw new BrokenSpoolError(`${file} has a line that is none`);
    }
    const last = this.#last;
    const isNext = last
      ? line.seq === last.seq + 1 && line.prev === last.hash
      : line.seq > 1 || line.prev === FIRST_PREV;
    if (!isNext || sha256(hashText(line, line.event)) !== line.hash) {
      throw new BrokenSpoolError(
        `${file} is not as it was written, at event ${line.seq}`,
      );
    }
    this.#last = { seq: line.seq, hash: line.hash };
    return line;
  }
}
