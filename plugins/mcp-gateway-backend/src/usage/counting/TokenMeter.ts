import type { Call } from '../../pipeline/types';
import { COUNTED_METHODS } from '../toEntry';
import type { TokenCounts } from '../types';
import { smallHead } from './headOf';
import type { TokenWorker } from './TokenWorker';

const USUAL_BYTES_PER_TOKEN = 4;
const MAX_HELD = 10_000;

/** What of a forwarded call's answer tokens are counted by. */
export interface MeteredAnswer {
  outcome: string;
  bytes: number;
  head?: readonly (Uint8Array | string)[];
}

/** Learns what was counted. Never throws. */
type CountListener = (
  counted: readonly (TokenCounts & { id: string })[],
) => void;

/** Has the tokens of calls counted after they were answered, and tells how many; of their text nothing is kept. */
export class TokenMeter {
  static create(options: {
    worker: Pick<TokenWorker, 'count' | 'stop'>;
  }): TokenMeter {
    return new TokenMeter(options);
  }

  readonly #options: Parameters<typeof TokenMeter.create>[0];
  #listener: CountListener | undefined;
  /** What the listener was not told yet. */
  #untold: (TokenCounts & { id: string })[] = [];

  private constructor(options: Parameters<typeof TokenMeter.create>[0]) {
    this.#options = options;
  }

  /** Takes note of an answered call. Never waits, never throws. */
  note(call: Pick<Call, 'id' | 'message'>, answer: MeteredAnswer): void {
    const { id, message } = call;
    const isWhole = answer.outcome === 'ok' || answer.outcome === 'tool-error';
    if (!message || !isWhole || !COUNTED_METHODS.has(message.method)) return;
    const request = {
      head: smallHead([message.bytes]),
      bytes: message.bytes.length,
    };
    const response = {
      head: smallHead(answer.head ?? []),
      bytes: answer.bytes,
    };
    const job = { id, request, response };
    const estimate = () => {
      this.#keep({
        id,
        tokensIn: guess(request.bytes),
        tokensOut: guess(response.bytes),
        isEstimated: true,
      });
    };
    const isTaken = this.#options.worker.count(job, counts => {
      if (counts) this.#keep({ id, ...counts });
      else estimate();
    });
    if (!isTaken) estimate();
  }

  /** Has somebody told what was counted from now on, many calls at once and each once. */
  listen(listener: CountListener): void {
    this.#listener = listener;
  }

  /** Ends counting; what is under way is taken from its size. The listener is told of it all. */
  async close(): Promise<void> {
    await this.#options.worker.stop();
    this.flush();
  }

  /** Tells what was counted since the last time. */
  flush(): void {
    if (this.#untold.length === 0) return;
    const counted = this.#untold;
    this.#untold = [];
    this.#listener?.(counted);
  }

  #keep(counts: TokenCounts & { id: string }): void {
    // Without its count a call is taken from its size, a minute later.
    if (this.#listener && this.#untold.length < MAX_HELD) {
      this.#untold.push(counts);
    }
  }
}

function guess(bytes: number): number {
  return Math.ceil(bytes / USUAL_BYTES_PER_TOKEN);
}
