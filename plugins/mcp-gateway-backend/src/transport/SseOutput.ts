import { PassThrough, type Readable } from 'node:stream';
import { UpstreamFailure } from './UpstreamFailure';

/** One stream of server-sent events towards a client. */
export class SseOutput {
  readonly #stream = new PassThrough();
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param options - `idleMs`: it ends with an error when so long nothing is written to it */
  constructor(options: { idleMs?: number; onClose: () => void }) {
    const { idleMs, onClose } = options;
    // Whoever reads it learns of an error; whoever has left has no use for it.
    this.#stream.on('error', () => {});
    if (idleMs !== undefined) {
      this.#timer = setTimeout(
        () => this.fail(new UpstreamFailure('upstream.timeout')),
        idleMs,
      );
    }
    this.#stream.once('close', () => {
      clearTimeout(this.#timer);
      onClose();
    });
  }

  get readable(): Readable {
    return this.#stream;
  }

  /** Bytes that its reader has not taken yet. */
  get unread(): number {
    return this.#stream.writableLength + this.#stream.readableLength;
  }

  /** Resolves when there is room for more: a client that reads slowly slows its server down, and fills nobody's memory. */
  async write(data: string): Promise<void> {
    this.#timer?.refresh();
    const stream = this.#stream;
    if (!stream.writable || stream.write(toEvent(data))) return;
    await new Promise<void>(resolve => {
      const go = () => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      stream.on('drain', go).on('close', go);
    });
  }

  /** A comment: nothing to read, but the stream is not quiet. */
  keepAlive() {
    if (this.#stream.writable && !this.#stream.writableNeedDrain) {
      this.#stream.write(': keep-alive\n\n');
    }
  }

  /** Writes the last event, if any. */
  end(data?: string) {
    clearTimeout(this.#timer);
    if (data === undefined) this.#stream.end();
    else this.#stream.end(toEvent(data));
  }

  fail(error: Error) {
    this.#stream.destroy(error);
  }
}

function toEvent(data: string): string {
  const lines = data.split(/\r\n|\n|\r/).map(line => `data: ${line}\n`);
  return `event: message\n${lines.join('')}\n`;
}
