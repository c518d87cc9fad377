import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { WireMessage } from '../readMessages';

/** A server may go ahead of its client by so many messages. */
const MAX_AHEAD = 32;
const MAX_QUESTIONS = 16;
/** It is kept until the client has answered. */
const MAX_QUESTION_CHARS = 256 * 1024;

/** What comes of a call at a server of the session era. */
export type CallEvent =
  | { kind: 'notification'; message: WireMessage }
  /** There are questions to be asked. */
  | { kind: 'question' }
  /** The server asked for what the client did not declare. */
  | { kind: 'missing'; method: string; capabilities: Record<string, object> }
  | { kind: 'answer'; message: WireMessage };

/**
 * A request that a server of the session era works on. It lives on while its client is asked something, from one
 * request of the client to the next.
 */
export class OpenCall {
  /** The id of the request at the server. */
  readonly id: string = randomUUID();
  readonly abort = new AbortController();
  /** What the server waits to know, by the key that the client answers under. */
  readonly questions = new Map<string, WireMessage>();
  readonly method: string;
  /** The client's own token for progress, of its latest request. */
  progressToken: unknown;
  readonly #events = new PassThrough({
    objectMode: true,
    highWaterMark: MAX_AHEAD,
  });
  readonly #iterator: AsyncIterator<CallEvent>;

  constructor(options: { method: string; progressToken: unknown }) {
    this.method = options.method;
    this.progressToken = options.progressToken;
    this.#iterator = this.#events[Symbol.asyncIterator]();
    // Whoever follows the call learns of it.
    this.#events.on('error', () => {});
  }

  /** `undefined`: nothing comes any more. */
  async next(): Promise<CallEvent | undefined> {
    const { done, value } = await this.#iterator.next();
    return done ? undefined : value;
  }

  /** Resolves when there is room for more. */
  async push(event: CallEvent): Promise<void> {
    const events = this.#events;
    if (!events.writable || events.write(event)) return;
    await new Promise<void>(resolve => {
      const go = () => {
        events.off('drain', go).off('close', go);
        resolve();
      };
      events.on('drain', go).on('close', go);
    });
  }

  /** Whether the question can be asked. */
  async ask(question: WireMessage): Promise<boolean> {
    const isTooLarge = JSON.stringify(question).length > MAX_QUESTION_CHARS;
    if (isTooLarge || this.questions.size >= MAX_QUESTIONS) return false;
    this.questions.set(randomUUID(), question);
    await this.push({ kind: 'question' });
    return true;
  }

  end(): void {
    this.#events.end();
  }

  fail(error: Error): void {
    this.#events.destroy(error);
  }
}
