import type { Readable } from 'node:stream';
import { within } from '../../access/within';
import { keepAlive } from '../../era/keepAlive';
import { SseOutput } from '../../transport/SseOutput';

/** Messages that came while nobody listened; a client opens its stream right after the session. */
const MAX_WAITING = 64;
const MAX_WAITING_CHARS = 256 * 1024;
/** What a client may leave unread where nobody can wait for it. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** So long a runtime waits for a client that does not read. */
const MAX_WAIT_MS = 30_000;

/** Where a session listens to what belongs to no request of it. The latest stream gets it. */
export class StandingOutput {
  #output: SseOutput | undefined;
  #waiting: string[] = [];
  #waitingChars = 0;

  get isOpen(): boolean {
    return this.#output !== undefined;
  }

  listen(): Readable {
    this.#output?.end();
    const output = new SseOutput({
      onClose: () => {
        if (this.#output === output) this.#output = undefined;
      },
    });
    keepAlive(output);
    this.#output = output;
    const waiting = this.#waiting.splice(0);
    this.#waitingChars = 0;
    // They are bounded, and in order before what comes.
    for (const data of waiting) void output.write(data);
    return output.readable;
  }

  /**
   * @param options - `mayWait`: resolves when there is room for more. Otherwise at once: a client that reads too slowly loses its
   *   stream, and opens another
   */
  async write(text: string, options: { mayWait: boolean }): Promise<void> {
    const output = this.#output;
    if (!output) {
      if (
        this.#waiting.length < MAX_WAITING &&
        this.#waitingChars + text.length <= MAX_WAITING_CHARS
      ) {
        this.#waiting.push(text);
        this.#waitingChars += text.length;
      }
      return;
    }
    if (options.mayWait) {
      await within(output.write(text), MAX_WAIT_MS).catch(() => this.close());
    } else if (output.unread > MAX_UNREAD_BYTES) this.close();
    else void output.write(text);
  }

  close() {
    this.#output?.end();
    this.#output = undefined;
  }
}
