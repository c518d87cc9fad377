import type { UpstreamAnswer } from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { deferred } from '../deferred';
import { messagesOf } from '../messagesOf';
import type { WireMessage } from '../readMessages';

/** Some servers send the head of the stream with its first event only. */
const HEAD_MS = 1_000;
/** So long it stays open when nobody needs it: the next call often comes soon. */
const LINGER_MS = 30_000;
const REOPEN_MS = 1_000;

interface StandingStreamOptions {
  open: (signal: AbortSignal) => Promise<UpstreamAnswer>;
  take: (message: WireMessage) => Promise<void>;
  /** Whether anybody waits for what may come on it. */
  isNeeded: () => boolean;
  /** The server knows the session no more. */
  onLost: () => void;
}

/** The stream on which a server of the session era says what belongs to no request. Open while somebody needs it. */
export class StandingStream {
  readonly #options: StandingStreamOptions;
  #current: { abort: AbortController; isOpen: Promise<boolean> } | undefined;
  #linger: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: StandingStreamOptions) {
    this.#options = options;
  }

  /** Resolves when it is open, or when the server has none (405). */
  async open(): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#watch();
    if (!this.#current) {
      const abort = new AbortController();
      const opened = deferred<boolean>();
      const timer = setTimeout(() => opened.resolve(true), HEAD_MS).unref();
      this.#current = { abort, isOpen: opened.promise };
      void this.#follow(abort, opened.resolve).finally(() => {
        clearTimeout(timer);
        opened.resolve(false);
      });
    }
    return await this.#current.isOpen;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#linger);
    this.#current?.abort.abort();
    this.#current = undefined;
  }

  async #follow(
    abort: AbortController,
    onOpen: (isOpen: boolean) => void,
  ): Promise<void> {
    let isThere = true;
    let isRefused = false;
    try {
      const answer = await this.#options.open(abort.signal);
      isThere = answer.status === 200;
      onOpen(isThere);
      if (isThere) {
        for await (const message of messagesOf(answer)) {
          if (message.method !== undefined) await this.#options.take(message);
        }
      } else answer.body.on('error', () => {}).resume();
      if (answer.status === 404) this.#options.onLost();
    } catch (error) {
      // It broke off: opened again below where it is needed; where its credential is refused, with the next call's.
      isRefused = UpstreamFailure.from(error).isOfCredential;
    }
    if (this.#current?.abort !== abort) return;
    if (!isThere) return;
    this.#current = undefined;
    if (isRefused) return;
    if (abort.signal.aborted || !this.#options.isNeeded()) return;
    await new Promise(resolve => setTimeout(resolve, REOPEN_MS).unref());
    if (this.#options.isNeeded()) await this.open();
  }

  /** Closes it when nobody has needed it for a while. */
  #watch() {
    if (this.#linger) return;
    this.#linger = setInterval(() => {
      if (this.#options.isNeeded()) return;
      clearInterval(this.#linger);
      this.#linger = undefined;
      this.#current?.abort.abort();
      this.#current = undefined;
    }, LINGER_MS).unref();
  }
}
