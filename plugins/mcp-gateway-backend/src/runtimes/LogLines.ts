import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../access/Clock';

const MAX_CHARS = 2_000;
const PER_SECOND = 50;
const BURST = 500;

/** Cuts what a program writes for people into lines, so many a second at most. Nothing that it writes is an error. */
export class LogLines extends Writable {
  readonly #take: (line: string) => void;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #decoder = new StringDecoder('utf8');
  #begun = '';
  #credit = BURST;
  #at: number;
  #dropped = 0;

  constructor(options: {
    take: (line: string) => void;
    clock: Pick<Clock, 'monotonic'>;
  }) {
    super();
    this.#take = options.take;
    this.#clock = options.clock;
    this.#at = options.clock.monotonic();
    this.on('error', () => {});
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ) {
    this.#push(this.#decoder.write(chunk));
    done();
  }

  override _final(done: (error?: Error | null) => void) {
    this.#push(`${this.#decoder.end()}\n`);
    done();
  }

  #push(text: string) {
    const lines = (this.#begun + text).split('\n');
    // Of a line that does not end, its beginning is enough.
    this.#begun = (lines.pop() ?? '').slice(0, MAX_CHARS);
    for (const line of lines) {
      if (line.trim() !== '') this.#line(line.trimEnd().slice(0, MAX_CHARS));
    }
  }

  #line(line: string) {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#at) / 1000) * PER_SECOND;
    this.#credit = Math.min(BURST, this.#credit + earned);
    this.#at = now;
    if (this.#credit < 1) {
      this.#dropped += 1;
      return;
    }
    this.#credit -= 1;
    if (this.#dropped > 0) {
      this.#take(`(${this.#dropped} lines are left out: it writes too much)`);
      this.#dropped = 0;
    }
    this.#take(line);
  }
}
