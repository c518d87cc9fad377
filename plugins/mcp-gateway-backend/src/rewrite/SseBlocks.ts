const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a stream of server-sent events into its blocks, each with the blank line that ends it, without changing a byte:
 * but for a byte order mark at its beginning, which every reader skips. Line ends are CRLF, LF or CR (HTML Living Standard, Server-sent events §9.2.5), also across chunks.
 */
export class SseBlocks {
  #pending: Buffer = Buffer.alloc(0);
  /** Where scanning goes on in what is pending. */
  #at = 0;
  #lineStart = 0;
  #afterCr = false;
  #hasBegun = false;

  /** How many bytes wait for the end of their block. */
  get pendingBytes() {
    return this.#pending.length;
  }

  /** Takes a chunk and returns the blocks that it completes. */
  push(chunk: Buffer): Buffer[] {
    let buffer =
      this.#pending.length === 0
        ? chunk
        : Buffer.concat([this.#pending, chunk]);
    if (!this.#hasBegun) {
      const start = buffer.subarray(0, BOM.length);
      if (start.length < BOM.length && BOM.indexOf(start) === 0) {
        this.#pending = buffer;
        return [];
      }
      this.#hasBegun = true;
      if (start.equals(BOM)) buffer = buffer.subarray(BOM.length);
    }
    const blocks: Buffer[] = [];
    let start = 0;
    let at = this.#at;
    let lineStart = this.#lineStart;
    for (; at < buffer.length; at++) {
      const byte = buffer[at];
      if (byte === LF && this.#afterCr) {
        // The second half of a CRLF belongs to the line that CR has ended.
        this.#afterCr = false;
        lineStart = at + 1;
        continue;
      }
      this.#afterCr = byte === CR;
      if (byte !== LF && byte !== CR) continue;
      const isBlank = at === lineStart;
      lineStart = at + 1;
      if (isBlank) {
        blocks.push(buffer.subarray(start, at + 1));
        start = at + 1;
      }
    }
    this.#pending = buffer.subarray(start);
    this.#at = at - start;
    this.#lineStart = lineStart - start;
    return blocks;
  }
}
