import { randomBytes } from 'node:crypto';
import { isObject } from '../../rewrite/isObject';
import type { Delivery } from './Delivery';
import { MuxState, type Sharing, type WireSession } from './MuxState';
import { takeAnswer } from './takeAnswer';
import { takeNotice } from './takeNotice';
import { takeQuestion } from './takeQuestion';
import { wireFailure } from './wireFailure';
import { isWireId, type WireMessage } from './WireMessage';

/** What becomes of a session's request. */
export type RequestFate =
  | { kind: 'sent'; token: string; message: WireMessage }
  /** The runtime need not know of it. */
  | { kind: 'answered'; message: WireMessage }
  | { kind: 'refused'; why: 'id-in-use' | 'busy' };

const MAX_PENDING = 1_000;
const MAX_PENDING_OF_SESSION = 200;

/**
 * Keeps apart the sessions that share one runtime, which has a single line of messages each way. It knows nothing of streams:
 * messages go in, and it says where they go on to. What a session asks gets a name of its own towards the runtime, which nobody
 * else can guess; whatever the runtime writes, an answer reaches the session alone that has asked.
 */
export class Multiplexer {
  static create(options: {
    sharing: Sharing;
    /** A name for a request that nobody can guess. */
    newToken?: () => string;
  }): Multiplexer {
    return new Multiplexer(options);
  }

  readonly #state: MuxState;
  readonly #newToken: () => string;

  private constructor(options: Parameters<typeof Multiplexer.create>[0]) {
    this.#state = new MuxState(options.sharing);
    this.#newToken =
      options.newToken ?? (() => randomBytes(16).toString('base64url'));
  }

  /** The runtime speaks MCP 2026-07-28: it never asks. */
  setModern() {
    this.#state.era = 'modern';
  }

  /** Requests that the runtime works on. */
  get size(): number {
    return this.#state.pending.size;
  }

  has(session: string): boolean {
    return this.#state.sessions.has(session);
  }

  attach(session: WireSession) {
    this.#state.sessions.set(session.id, session);
  }

  /** Whether the session has something at the runtime that would be lost with it. */
  isRooted(session: string): boolean {
    return this.#state.subscriptions.of(session).length > 0;
  }

  /** The session is over. Returns what to tell the runtime. */
  detach(session: string): WireMessage[] {
    const { sessions, pending, questions, subscriptions } = this.#state;
    if (!sessions.delete(session)) return [];
    const cancelled = pending
      .of(session)
      .flatMap(({ token }) => this.cancel(token) ?? []);
    const unanswered = questions.of(session).map(id => {
      questions.take(session, id);
      return wireFailure(id, -32000, 'The client has left');
    });
    const unsubscribed = subscriptions.of(session).flatMap(uri => {
      subscriptions.remove(session, uri);
      return subscriptions.has(uri) ? [] : [this.#unsubscribe(uri)];
    });
    return [...cancelled, ...unanswered, ...unsubscribed];
  }

  /** A session, or the gateway itself, asks the runtime something. */
  request(session: string, message: WireMessage): RequestFate {
    const { pending } = this.#state;
    const { id, method, params } = message;
    if (!isWireId(id) || method === undefined) {
      throw new Error('This is no request');
    }
    if (pending.find(session, id)) {
      return { kind: 'refused', why: 'id-in-use' };
    }
    if (
      pending.size >= MAX_PENDING ||
      pending.countOf(session) >= MAX_PENDING_OF_SESSION
    ) {
      return { kind: 'refused', why: 'busy' };
    }
    const answer = this.#answerHere(session, message);
    if (answer) return { kind: 'answered', message: answer };
    const token = this.#newToken();
    const meta = isObject(params?._meta) ? params._meta : {};
    const { progressToken } = meta;
    const hasProgress = isWireId(progressToken);
    const subscribes = method === 'resources/subscribe';
    pending.add({
      ...{ token, session, id, method },
      ...(hasProgress && { progressToken }),
      ...(subscribes && typeof params?.uri === 'string' && { uri: params.uri }),
    });
    const own = { ...params, _meta: { ...meta, progressToken: token } };
    return {
      kind: 'sent',
      token,
      message: { ...message, id: token, ...(hasProgress && { params: own }) },
    };
  }

  /** Nobody waits for an answer any more. Returns what to tell the runtime. */
  cancel(token: string): WireMessage | undefined {
    const pending = this.#state.pending.take(token);
    // MCP: initialize must not be cancelled.
    if (!pending || pending.method === 'initialize') return undefined;
    const params = { requestId: token, reason: 'The client has left' };
    return { jsonrpc: '2.0', method: 'notifications/cancelled', params };
  }

  /** A session tells the runtime something. Returns what goes on, and the request that is no more. */
  notify(
    session: string,
    message: WireMessage,
  ): { message?: WireMessage; cancelled?: string } {
    const { pending, questions, sharing } = this.#state;
    const { method, params = {} } = message;
    switch (method) {
      case 'notifications/cancelled': {
        const { requestId } = params;
        const found = isWireId(requestId)
          ? pending.find(session, requestId)
          : undefined;
        if (!found) return {};
        const { token } = found;
        pending.take(token);
        const own = { ...params, requestId: token };
        return { cancelled: token, message: { ...message, params: own } };
      }
      case 'notifications/progress':
        return questions.hasProgress(session, params.progressToken)
          ? { message }
          : {};
      default:
        // What is about the whole connection is only for one who has it alone.
        return sharing === 'session' ? { message } : {};
    }
  }

  /** A session answers a question of the runtime. `undefined`: it was not asked. */
  respond(session: string, message: WireMessage): WireMessage | undefined {
    const { id } = message;
    return isWireId(id) && this.#state.questions.take(session, id)
      ? message
      : undefined;
  }

  /** The runtime has written a message: where it goes. */
  receive(message: WireMessage): Delivery[] {
    if (message.method === undefined) return [takeAnswer(this.#state, message)];
    return isWireId(message.id)
      ? [takeQuestion(this.#state, message, message.id)]
      : takeNotice(this.#state, message);
  }

  /** What needs no runtime: subscriptions that it has already, or must keep for others. */
  #answerHere(session: string, message: WireMessage): WireMessage | undefined {
    const { subscriptions } = this.#state;
    const { id, method, params } = message;
    if (typeof params?.uri !== 'string') return undefined;
    const { uri } = params;
    const done: WireMessage = { jsonrpc: '2.0', id, result: {} };
    if (method === 'resources/subscribe' && subscriptions.has(uri)) {
      subscriptions.add(session, uri);
      return done;
    }
    if (method !== 'resources/unsubscribe') return undefined;
    subscriptions.remove(session, uri);
    return subscriptions.has(uri) ? done : undefined;
  }

  #unsubscribe(uri: string): WireMessage {
    const token = this.#newToken();
    this.#state.pending.expectNothing(token);
    const method = 'resources/unsubscribe';
    return { jsonrpc: '2.0', id: token, method, params: { uri } };
  }
}
