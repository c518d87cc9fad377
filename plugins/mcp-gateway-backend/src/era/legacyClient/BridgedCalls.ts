import { randomUUID } from 'node:crypto';
import type { ParsedMessage } from '../../pipeline/types';
import { isObject } from '../../rewrite/isObject';
import type { Mailbox } from '../../sessions/Mailbox';
import type { Session } from '../../sessions/types';
import { cancelledBy } from '../../transport/Cancellation';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { liveAnswer, type Outcome } from '../liveAnswer';
import { messagesOf } from '../messagesOf';
import type { WireMessage } from '../readMessages';
import { rpcError } from '../rpcError';
import { toModernRequest } from '../toModernRequest';
import type { ClientQuestions } from './ClientQuestions';
import { toLegacyResult } from './toLegacyResult';

/** So often a server may want to know more before it answers. */
const MAX_ROUNDS = 10;
/** Calls that are over sooner are not worth asking other replicas whether they were cancelled there. */
const CANCEL_WATCH_MS = 250;
const LONGEST_MS = 24 * 60 * 60_000;

interface BridgedCall {
  request: UpstreamRequest;
  session: Session;
  message: ParsedMessage;
  /** What every request says of the client. */
  envelope: Record<string, unknown>;
}

type Emit = (message: object) => Promise<void>;

interface RunningCall extends BridgedCall {
  id: string | number;
  emit: Emit;
  signal: AbortSignal;
}

/** Requests of clients of the session era at servers of the stateless era, until each is answered. */
export class BridgedCalls {
  static create(options: {
    upstream: Upstream;
    mailbox: Mailbox;
    questions: ClientQuestions;
  }): BridgedCalls {
    return new BridgedCalls(options);
  }

  readonly #upstream: Upstream;
  readonly #mailbox: Mailbox;
  readonly #questions: ClientQuestions;
  readonly #running = new Map<string, AbortController>();

  private constructor(options: Parameters<typeof BridgedCalls.create>[0]) {
    this.#upstream = options.upstream;
    this.#mailbox = options.mailbox;
    this.#questions = options.questions;
  }

  /** MCP 2026-07-28: a request is cancelled by closing it. The client said so, here or at another replica. */
  async cancel(session: Session, requestId: unknown): Promise<void> {
    const isId = typeof requestId === 'string' || typeof requestId === 'number';
    if (!isId) return;
    const key = keyOf(session, requestId);
    const running = this.#running.get(key);
    if (running) running.abort();
    // Where too many wait already, the call has ended long ago.
    else await this.#mailbox.post(key, Buffer.of(1)).catch(() => {});
  }

  async run(bridged: BridgedCall): Promise<UpstreamAnswer> {
    const { session, message } = bridged;
    const { signal } = bridged.request.cancellation;
    const id = message.id ?? 0;
    const abort = new AbortController();
    const key = keyOf(session, id);
    this.#running.set(key, abort);
    const watch = setTimeout(() => {
      void this.#mailbox
        .receive(key, { signal: abort.signal, timeoutMs: LONGEST_MS })
        .then(mail => mail && abort.abort());
    }, CANCEL_WATCH_MS).unref();
    abort.signal.addEventListener('abort', () => {
      clearTimeout(watch);
      if (this.#running.get(key) === abort) this.#running.delete(key);
    });
    return await liveAnswer({
      work: emit =>
        this.#converse({ ...bridged, id, emit, signal: abort.signal }),
      abort,
      signal,
    });
  }

  /** Asks the server, and the client what the server wants to know, until there is an answer. */
  async #converse(call: RunningCall): Promise<Outcome> {
    const { id, session, emit, signal } = call;
    let found = await this.#ask(call, id);
    for (let round = 0; needsInput(found); round++) {
      if (round >= MAX_ROUNDS) {
        return failed(id, 'The server asks for input without end');
      }
      const { inputRequests, requestState } = found?.result ?? {};
      const asked = await this.#questions.ask({
        questions: inputRequests,
        session,
        emit,
        signal,
      });
      signal.throwIfAborted();
      if (asked.refused !== undefined) return failed(id, asked.refused);
      // MCP 2026-07-28, SEP-2322: with a new id, and the state exactly as it came.
      found = await this.#ask(call, randomUUID(), {
        inputResponses: asked.answers,
        ...(requestState !== undefined && { requestState }),
      });
    }
    return toLegacyAnswer(call, found);
  }

  /** Notifications go on to the client. In the stateless era a server asks nothing on a stream. */
  async #ask(
    { request, message, envelope, emit, signal }: RunningCall,
    id: string | number,
    input: Record<string, unknown> = {},
  ): Promise<WireMessage | undefined> {
    const answer = await this.#upstream.send(
      toModernRequest({
        request,
        id,
        method: message.method,
        params: { ...message.params, ...input },
        envelope,
        cancellation: cancelledBy(signal),
      }),
    );
    const { status } = answer;
    // The server's own sign-in or failure is between it and the gateway.
    if (
      status === 401 ||
      status === 403 ||
      status >= 500 ||
      isRedirect(status)
    ) {
      answer.body.on('error', () => {}).destroy();
      throw new UpstreamFailure('upstream.invalid');
    }
    for await (const found of messagesOf(answer)) {
      if (found.method === undefined) {
        const isOurs =
          found.id === id || (found.error && (found.id ?? null) === null);
        if (isOurs) return found;
      } else if (found.id === undefined) {
        await emit(found);
      }
    }
    return undefined;
  }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function needsInput(message: WireMessage | undefined): boolean {
  return message?.result?.resultType === 'input_required';
}

function failed(id: string | number, text: string): Outcome {
  return { message: rpcError(id, -32603, text) };
}

function toLegacyAnswer(
  { id, message }: RunningCall,
  found: WireMessage | undefined,
): Outcome {
  // The session era tells of errors over HTTP 200.
  if (found?.error) return { message: { id, error: found.error } };
  const { result } = found ?? {};
  if (!isObject(result)) return failed(id, 'The server gave no answer');
  const { resultType = 'complete' } = result;
  return resultType === 'complete'
    ? { message: { id, result: toLegacyResult(message.method, result) } }
    : failed(id, 'The server answered in a way that only MCP 2026-07-28 knows');
}

function keyOf(session: Session, id: string | number): string {
  return `era:cancel:${session.hash}:${JSON.stringify(id)}`;
}
