import { isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;
/** A smaller buffer is kept for the next line. */
const SMALL_BYTES = 64 * 1024;
/** Of a line that is too long: an answer says at its beginning or at its end what it answers. */
const EDGE_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

/** A line of what a program writes; or what was one, and is of no use. */
export type Line =
  | { kind: 'text'; text: string }
  | { kind: 'too-long'; edges: string }
  | { kind: 'not-utf8' };

/** Cuts bytes into lines. Holds at most one line of `maxBytes`: of a longer one its ends alone. */
export class LineSplitter {
  readonly #maxBytes: number;
  /** Grows by doubling: a program that writes byte by byte costs no more than its bytes. */
  #buffer: Buffer = NOTHING;
  /** Of the line that has begun, also where nothing of it is kept. */
  #size = 0;
  #head: Buffer = NOTHING;
  #tail: Buffer = NOTHING;

  constructor(options: { maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /** The lines that end in this piece, one at a time: whoever has had enough need not go on. */
  *push(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (
      let at = chunk.indexOf(NEWLINE);
      at !== -1;
      at = chunk.indexOf(NEWLINE, from)
    ) {
      const line = this.#end(chunk.subarray(from, at));
      from = at + 1;
      if (line) yield line;
    }
    this.#keep(chunk.subarray(from));
  }

  #end(rest: Buffer): Line | undefined {
    // Most lines come whole: they need not be copied.
    const isWhole = this.#size === 0 && rest.length <= this.#maxBytes;
    if (!isWhole) this.#keep(rest);
    const size = isWhole ? rest.length : this.#size;
    const bytes = isWhole ? rest : this.#buffer.subarray(0, size);
    this.#size = 0;
    if (size > this.#maxBytes) {
      const [head, tail] = [this.#head, this.#tail].map(edge =>
        edge.toString('latin1'),
      );
      return { kind: 'too-long', edges: `${head} ${tail}` };
    }
    const isText = isUtf8(bytes);
    const text = isText ? bytes.toString('utf8').trim() : '';
    if (this.#buffer.length > SMALL_BYTES) this.#buffer = NOTHING;
    if (!isText) return { kind: 'not-utf8' };
    return text === '' ? undefined : { kind: 'text', text };
  }

  #keep(part: Buffer) {
    const size = this.#size + part.length;
    if (size > this.#maxBytes) this.#keepEdges(part);
    else {
      if (size > this.#buffer.length) {
        const larger = Buffer.alloc(
          Math.min(this.#maxBytes, Math.max(size, 2 * this.#buffer.length)),
        );
        this.#buffer.copy(larger, 0, 0, this.#size);
        this.#buffer = larger;
      }
      part.copy(this.#buffer, this.#size);
    }
    this.#size = size;
  }

  #keepEdges(part: Buffer) {
    if (this.#size <= this.#maxBytes) {
      const begun = this.#buffer.subarray(0, this.#size);
      this.#head = Buffer.concat([begun, part.subarray(0, EDGE_BYTES)]);
      this.#head = Buffer.from(this.#head.subarray(0, EDGE_BYTES));
      this.#tail = Buffer.from(begun.subarray(-EDGE_BYTES));
      this.#buffer = NOTHING;
    }
    const end = part.subarray(-EDGE_BYTES);
    this.#tail = Buffer.from(
      Buffer.concat([this.#tail, end]).subarray(-EDGE_BYTES),
    );
  }
}
