import { hasExactNumbers } from '../../pipeline/hasExactNumbers';
import type { Call, ParsedMessage } from '../../pipeline/types';
import { isObject } from '../../rewrite/isObject';
import type { Mailbox } from '../../sessions/Mailbox';
import type { Seal } from '../../sessions/Seal';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { bareAnswer } from '../bareAnswer';
import { jsonAnswer } from '../jsonAnswer';
import { liveAnswer, type Outcome } from '../liveAnswer';
import { rpcError } from '../rpcError';
import { askedBy, type AskedRequest } from './askedBy';
import { CallFollower } from './CallFollower';
import type { EndedSession } from './EndedSession';
import { giveAnswers } from './giveAnswers';
import { OpenCall } from './OpenCall';
import { readAnswers } from './readAnswers';
import { readClientProfile } from './readClientProfile';
import { ReplicaRelay } from './ReplicaRelay';
import { RequestStates } from './RequestStates';
import type { ServerSession } from './ServerSession';
import { SessionLost } from './SessionLost';
import { SessionPool } from './SessionPool';
import { subscribe } from './subscribe';
import { toDiscoverResult } from './toDiscoverResult';
import { toLegacyParams } from './toLegacyParams';
import type { WaitingCall } from './WaitingCall';
import { WaitingCalls } from './WaitingCalls';

interface Running {
  request: UpstreamRequest;
  message: ParsedMessage;
  emit: (message: object) => Promise<void>;
  abort: AbortController;
}

/**
 * A client of the stateless era (MCP 2026-07-28) before a server of the session era alone. The sessions are the
 * gateway's, and so is what waits in them; another replica is asked for what it keeps.
 */
export class ModernClientBridge implements Upstream {
  static create(options: {
    upstream: Upstream;
    mailbox: Mailbox;
    seal: Pick<Seal, 'seal' | 'open'>;
    onSessionEnd?: (ended: EndedSession) => void;
  }): ModernClientBridge {
    return new ModernClientBridge(options);
  }

  readonly #pool: SessionPool;
  readonly #waiting = WaitingCalls.create();
  readonly #states: RequestStates;
  readonly #relay: ReplicaRelay;

  private constructor(
    options: Parameters<typeof ModernClientBridge.create>[0],
  ) {
    this.#pool = SessionPool.create(options);
    this.#states = RequestStates.create(options);
    this.#relay = ReplicaRelay.create(options);
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { message } = request.call;
    // The stateless era has notifications of a client for stdio alone: a request is cancelled by closing it.
    if (message?.kind !== 'request') return bareAnswer(202);
    const { id = 0, method, params } = message;
    if (method.startsWith('tasks/')) {
      const text = 'This server speaks no MCP 2026-07-28: it has no such tasks';
      return jsonAnswer(rpcError(id, -32601, text), { status: 404 });
    }
    if (!hasExactNumbers(message.bytes)) {
      const text = 'A number of the request cannot be carried over exactly';
      return jsonAnswer(rpcError(id, -32602, text));
    }
    if (method === 'server/discover') {
      const { info } = await this.#session(request);
      return jsonAnswer({ id, result: toDiscoverResult(info) });
    }
    if (method === 'subscriptions/listen') {
      const session = await this.#session(request);
      return await subscribe({ session, id, wanted: params?.notifications });
    }
    const abort = new AbortController();
    return await liveAnswer({
      work: async emit => {
        const running = { request, message, emit, abort };
        return params?.requestState === undefined
          ? await this.#begin(running)
          : await this.#goOn(running);
      },
      abort,
      signal: request.cancellation.signal,
    });
  }

  close(): void {
    this.#waiting.closeAll();
    this.#pool.closeAll();
  }

  async #session(request: UpstreamRequest): Promise<ServerSession> {
    const profile = readClientProfile(request.call.message?.params);
    return await this.#pool.get(request, profile);
  }

  async #begin(running: Running): Promise<Outcome> {
    const { request, message } = running;
    const { method, params } = message;
    const progressToken = tokenOf(params);
    const start = async (): Promise<WaitingCall> => {
      const session = await this.#session(request);
      const call = new OpenCall({ method, progressToken });
      await session.begin({ call, params: toLegacyParams(params, call.id) });
      return { call, session, person: personOf(request.call) };
    };
    const waiting = await start().catch(async error => {
      // The session was lost before the request was taken: it is begun anew, once.
      if (error instanceof SessionLost) return await start();
      throw error;
    });
    return await this.#follow(running, waiting);
  }

  /** The client answers what it was asked, and makes its request again (SEP-2322). */
  async #goOn(running: Running): Promise<Outcome> {
    const { request, message, emit, abort } = running;
    const { id = 0, params } = message;
    const state = await this.#states.read(request.call);
    const answers = readAnswers(params);
    if (!state || !answers) {
      const text = 'requestState is unknown here, or of another request';
      return { message: rpcError(id, -32602, text) };
    }
    if (state.call === undefined) return await this.#begin(running);
    const waiting = this.#waiting.take(state.call);
    if (!waiting) {
      return await this.#relay.ask({
        callId: state.call,
        call: request.call,
        answers,
        progressToken: tokenOf(params),
        emit,
        signal: abort.signal,
      });
    }
    waiting.call.progressToken = tokenOf(params);
    await giveAnswers(waiting, answers);
    return await this.#follow(running, waiting);
  }

  /** Until there is an answer or a question. A client that leaves meanwhile cancels the call. */
  async #follow(running: Running, waiting: WaitingCall): Promise<Outcome> {
    const { request, emit, abort } = running;
    const leave = () => {
      waiting.session.cancel(waiting.call);
      waiting.call.fail(new Error('The client has left'));
    };
    if (abort.signal.aborted) leave();
    abort.signal.addEventListener('abort', leave, { once: true });
    try {
      const asked = askedBy(request.call);
      return await this.#follower(asked).follow({ waiting, asked, emit });
    } finally {
      abort.signal.removeEventListener('abort', leave);
    }
  }

  #follower(asked: AskedRequest): CallFollower {
    return CallFollower.create({
      states: this.#states,
      keep: waiting => this.#keep(waiting, asked),
    });
  }

  /** Until the client has answered: here, or at another replica. */
  #keep(kept: WaitingCall, before: AskedRequest): void {
    const over = new AbortController();
    this.#waiting.add(kept, () => over.abort());
    void this.#relay
      .serve({
        callId: kept.call.id,
        signal: over.signal,
        take: () => this.#waiting.take(kept.call.id),
        follow: async ({ waiting, id, emit }) => {
          const asked = { ...before, id };
          return await this.#follower(asked).follow({ waiting, asked, emit });
        },
      })
      .catch(() => {});
  }
}

function personOf({ principal }: Call): string {
  return principal?.userEntityRef ?? '';
}

function tokenOf(
  params: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return isObject(params?._meta) ? params._meta.progressToken : undefined;
}
