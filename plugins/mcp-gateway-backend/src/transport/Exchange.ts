import type { IncomingHttpHeaders } from 'http';
import { Readable } from 'stream';
import type { Dispatcher } from 'undici';
import { RecentMap } from '../access/RecentMap';
import { AnswerBody } from './AnswerBody';
import type { Cancellation } from './Cancellation';
import type { Deadlines } from './Deadlines';
import { SMALL_BYTES } from './SMALL_BYTES';
import type { UpstreamAnswer } from './Upstream';
import { UpstreamFailure } from './UpstreamFailure';
import { WholeBody } from './WholeBody';

type Controller = Dispatcher.DispatchController;

/** One HTTP request to a server. */
export interface ExchangeOptions {
  agent: Dispatcher;
  url: string;
  method: 'POST' | 'GET' | 'DELETE';
  headers: Record<string, string>;
  body?: Buffer;
  /** When nobody waits any more. */
  cancellation: Cancellation;
  /** How long the head of the answer may take. */
  deadlines: Deadlines;
}

/**
 * One request to a server and its answer, straight on undici's dispatcher: its general `request` makes a stream, an
 * abort signal and their listeners for each answer, which is most of what a call costs.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Sends a request. Throws an {@link UpstreamFailure} when there is no head of an answer. */
  static send(options: ExchangeOptions): Promise<UpstreamAnswer> {
    return new Promise((resolve, reject) => {
      const { agent, url, method, headers, body, cancellation } = options;
      if (cancellation.isCancelled) {
        reject(UpstreamFailure.from(cancellation.signal.reason));
        return;
      }
      const exchange = new Exchange(resolve, reject);
      try {
        const { origin, path } = placeOf(url);
        agent.dispatch({ origin, path, method, headers, body }, exchange);
      } catch (error) {
        exchange.#fail(error);
      }
      // It is on its way: what may end it is looked after while it is waited for.
      exchange.#watch(options);
    });
  }

  readonly #resolve: (answer: UpstreamAnswer) => void;
  readonly #reject: (error: UpstreamFailure) => void;
  #stopListening: (() => void) | undefined;
  #meetDeadline: (() => void) | undefined;
  #isOver = false;
  #controller: Controller | undefined;
  #aborted: Error | undefined;
  #head: { status: number; headers: IncomingHttpHeaders } | undefined;
  /** Of an answer that is read whole. */
  #chunks: Buffer[] | undefined;
  /** Of one that streams. */
  #body: AnswerBody | undefined;

  private constructor(
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: UpstreamFailure) => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  #watch({ cancellation, deadlines }: ExchangeOptions) {
    if (this.#isOver) return;
    this.#stopListening = cancellation.onCancel(reason => this.#abort(reason));
    // undici begins to count anew with every interim answer (1xx), which a server may send for ever.
    this.#meetDeadline = deadlines.start(() =>
      this.#abort(new UpstreamFailure('upstream.timeout')),
    );
  }

  onRequestStart(controller: Controller) {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(
    controller: Controller,
    status: number,
    headers: IncomingHttpHeaders,
  ) {
    if (status < 200) return;
    this.#meetDeadline?.();
    this.#head = { status, headers };
    if (Number(headers['content-length'] ?? Infinity) <= SMALL_BYTES) {
      this.#chunks = [];
      return;
    }
    this.#body = new AnswerBody({
      resume: () => controller.resume(),
      abort: reason => controller.abort(reason),
    });
    this.#resolve({ status, headers, body: this.#body });
  }

  onResponseData(controller: Controller, chunk: Buffer) {
    if (this.#chunks) this.#chunks.push(chunk);
    else if (this.#body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd() {
    this.#leave();
    if (this.#chunks && this.#head) {
      const { status, headers } = this.#head;
      const bytes =
        this.#chunks.length === 1
          ? this.#chunks[0]
          : Buffer.concat(this.#chunks);
      this.#resolve({ status, headers, body: new WholeBody(bytes) });
    }
    this.#body?.push(null);
  }

  onResponseError(_controller: Controller, error: Error) {
    this.#fail(error);
  }

  #abort(reason: Error) {
    this.#aborted = reason;
    if (this.#controller) this.#controller.abort(reason);
    // It waits for a connection, and others may wait behind it: whoever asked does not.
    else this.#fail(reason);
  }

  #fail(error: unknown) {
    this.#leave();
    if (!this.#head) {
      this.#reject(UpstreamFailure.from(error));
      return;
    }
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#body?.destroy(cause);
    // The head was there: that the rest is not is for whoever reads it.
    if (this.#chunks) this.#resolve({ ...this.#head, body: broken(cause) });
  }

  #leave() {
    this.#isOver = true;
    this.#meetDeadline?.();
    this.#stopListening?.();
  }
}

/** Approved addresses are few, and parsing one costs as much as a header. */
const places = new RecentMap<string, { origin: string; path: string }>({
  max: 1_000,
});

function placeOf(url: string) {
  let place = places.get(url);
  if (!place) {
    const { origin, pathname, search } = new URL(url);
    place = { origin, path: pathname + search };
    places.set(url, place);
  }
  return place;
}

function broken(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}
