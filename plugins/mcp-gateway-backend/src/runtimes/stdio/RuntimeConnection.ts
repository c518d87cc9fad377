import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../access/Clock';
import { deferred } from '../../era/deferred';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import type { Delivery } from './Delivery';
import { FLOOD_LIMITS, FloodGate, type FloodLimits } from './FloodGate';
import { LineSplitter } from './LineSplitter';
import { LineWriter } from './LineWriter';
import { Multiplexer } from './Multiplexer';
import type { Sharing, WireSession } from './MuxState';
import { Outbox } from './Outbox';
import { type WireId, type WireMessage, readWireMessages } from './WireMessage';

const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** The gateway itself among the sessions: nothing is ever asked of it. */
const GATEWAY = '';

/** A session that hears of what belongs to none of its requests. */
export interface ListeningSession extends WireSession {
  /** Resolves when there is room for more. */
  hear(text: string): Promise<void>;
}

interface Exchange {
  outbox: Outbox;
  resolve: (answer: WireMessage) => void;
  reject: (error: Error) => void;
  /** Something came of it. */
  refresh: () => void;
}

interface ConnectionOptions {
  stdin: Writable;
  stdout: Readable;
  sharing: Sharing;
  clock: Pick<Clock, 'monotonic'>;
  /** Takes what is secret out of what the runtime writes. */
  mask?: (text: string) => string;
  /** The runtime breaks the protocol so much that it has to end. */
  onUnruly: (why: string) => void;
  /** The runtime writes no more. */
  onEnd?: () => void;
  floodLimits?: FloodLimits;
  maxLineBytes?: number;
}

/** The one line of messages each way with a runtime, and all who use it. Whatever comes or does not come: it ends for this runtime alone. */
export class RuntimeConnection {
  static create(options: ConnectionOptions): RuntimeConnection {
    const connection = new RuntimeConnection(options);
    void connection.#follow();
    return connection;
  }

  readonly #options: ConnectionOptions;
  readonly #mux: Multiplexer;
  readonly #writer: LineWriter;
  readonly #gate: FloodGate;
  readonly #splitter: LineSplitter;
  readonly #sessions = new Map<string, ListeningSession>();
  readonly #exchanges = new Map<string, Exchange>();
  #asked = 0;
  #failure: UpstreamFailure | undefined;

  private constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#mux = Multiplexer.create(options);
    this.#writer = new LineWriter(options.stdin);
    this.#gate = new FloodGate({
      limits: options.floodLimits ?? FLOOD_LIMITS,
      clock: options.clock,
    });
    this.#splitter = new LineSplitter({
      maxBytes: options.maxLineBytes ?? MAX_LINE_BYTES,
    });
  }

  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  /** Requests that the runtime works on. */
  get size(): number {
    return this.#mux.size;
  }

  /** The runtime speaks MCP 2026-07-28. */
  setModern() {
    this.#mux.setModern();
  }

  has(session: string): boolean {
    return this.#mux.has(session);
  }

  /** See {@link Multiplexer.isRooted}. */
  isRooted(session: string): boolean {
    return this.#mux.isRooted(session);
  }

  attach(session: ListeningSession) {
    this.#mux.attach(session);
    this.#sessions.set(session.id, session);
  }

  detach(session: string) {
    this.#sessions.delete(session);
    for (const message of this.#mux.detach(session)) this.#offer(message);
  }

  /**
   * A request of a session and its answer. Throws an {@link UpstreamFailure}.
   *
   * @param options - `emit`: takes what comes before the answer. `idleMs`: so long nothing may come
   */
  async exchange(
    session: string,
    message: WireMessage,
    options: {
      signal: AbortSignal;
      idleMs: number;
      emit: (message: object) => Promise<void>;
    },
  ): Promise<WireMessage> {
    const { signal, idleMs, emit } = options;
    if (this.#failure) throw this.#failure;
    signal.throwIfAborted();
    const fate = this.#mux.request(session, message);
    if (fate.kind === 'answered') return fate.message;
    if (fate.kind === 'refused') throw refusal(fate.why);
    const { token } = fate;
    const outcome = deferred<WireMessage>();
    const timer = setTimeout(
      () => this.#give(token, new UpstreamFailure('upstream.timeout')),
      idleMs,
    ).unref();
    const outbox = new Outbox(emit);
    this.#exchanges.set(token, {
      ...{ outbox, resolve: outcome.resolve, reject: outcome.reject },
      refresh: () => timer.refresh(),
    });
    const leave = () =>
      this.#give(token, new UpstreamFailure('upstream.unreachable'));
    signal.addEventListener('abort', leave, { once: true });
    try {
      // Whoever waits for room hears of the runtime's end all the same.
      outcome.promise.catch(() => {});
      await Promise.race([
        this.#writer.write(JSON.stringify(fate.message)),
        outcome.promise,
      ]);
      const answer = await outcome.promise;
      await outbox.flush();
      return answer;
    } catch (error) {
      this.#give(token, UpstreamFailure.from(error));
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    }
  }

  /** A session tells the runtime something. */
  async notify(session: string, message: WireMessage): Promise<void> {
    const { cancelled, message: told } = this.#mux.notify(session, message);
    if (cancelled !== undefined) {
      const exchange = this.#settle(cancelled);
      exchange?.reject(new UpstreamFailure('upstream.unreachable'));
      exchange?.outbox.drop();
    }
    if (told) await this.#writer.write(JSON.stringify(told));
  }

  /** A session answers a question of the runtime; what it was not asked is nothing. */
  async respond(session: string, message: WireMessage): Promise<void> {
    const answer = this.#mux.respond(session, message);
    if (answer) await this.#writer.write(JSON.stringify(answer));
  }

  /** The gateway itself asks. `undefined`: there was no answer in time. Throws an {@link UpstreamFailure}. */
  async ask(
    method: string,
    params: Record<string, unknown>,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<WireMessage | undefined> {
    this.#asked += 1;
    const id: WireId = this.#asked;
    const message: WireMessage = { jsonrpc: '2.0', id, method, params };
    const { signal = new AbortController().signal, timeoutMs } = options;
    try {
      return await this.exchange(GATEWAY, message, {
        signal,
        idleMs: timeoutMs,
        emit: async () => {},
      });
    } catch (error) {
      const { reason } = UpstreamFailure.from(error);
      if (reason === 'upstream.timeout') return undefined;
      throw error;
    }
  }

  /** The gateway itself tells something. */
  async tell(method: string): Promise<void> {
    await this.#writer.write(JSON.stringify({ jsonrpc: '2.0', method }));
  }

  /** Ends everything that waits. */
  close(failure: UpstreamFailure) {
    if (this.#failure) return;
    this.#failure = failure;
    for (const { reject, outbox } of this.#exchanges.values()) {
      reject(failure);
      outbox.drop();
    }
    this.#exchanges.clear();
    this.#sessions.clear();
    this.#options.stdout.destroy();
  }

  async #follow(): Promise<void> {
    try {
      for await (const chunk of this.#options.stdout) {
        let messages = 0;
        for (const line of this.#splitter.push(chunk)) {
          messages += 1;
          if (line.kind === 'text') await this.#take(line.text);
          else {
            if (line.kind === 'too-long') this.#tooLong(line.edges);
            this.#junk();
          }
          if (this.isOver) return;
        }
        const waitMs = this.#gate.spend({ bytes: chunk.length, messages });
        if (waitMs > 0) await delay(waitMs);
      }
    } catch {
      // Its end is what counts, however it came.
    } finally {
      const wasOver = this.isOver;
      this.close(new UpstreamFailure('upstream.unreachable'));
      if (!wasOver) this.#options.onEnd?.();
    }
  }

  /** Whoever waits for an answer that is too long is told so. */
  #tooLong(edges: string) {
    for (const token of this.#exchanges.keys()) {
      if (edges.includes(`"${token}"`)) {
        this.#give(token, new UpstreamFailure('upstream.too-large'));
      }
    }
  }

  async #take(line: string) {
    const { mask } = this.#options;
    const text = mask ? mask(line) : line;
    const messages = readWireMessages(text);
    if (!messages) {
      this.#junk();
      return;
    }
    for (const message of messages) {
      for (const delivery of this.#mux.receive(message)) {
        await this.#deliver(delivery, text.length);
      }
    }
  }

  async #deliver(delivery: Delivery, bytes: number): Promise<void> {
    // One person's sessions may wait for each other; others never do.
    const mayWait = this.#options.sharing !== 'everybody';
    switch (delivery.to) {
      case 'answer':
        this.#settle(delivery.token)?.resolve(delivery.message);
        break;
      case 'request': {
        const exchange = this.#exchanges.get(delivery.token);
        if (!exchange) break;
        exchange.refresh();
        if (!exchange.outbox.push(delivery.message, bytes)) {
          this.#give(delivery.token, new UpstreamFailure('upstream.timeout'));
        } else if (mayWait) await exchange.outbox.room();
        break;
      }
      case 'session': {
        const heard = this.#sessions
          .get(delivery.session)
          ?.hear(JSON.stringify(delivery.message));
        if (mayWait) await heard;
        break;
      }
      case 'runtime':
        this.#offer(delivery.message);
        break;
      case 'nobody':
        if (delivery.isJunk) this.#junk();
        break;
      default:
        throw new Error(`No such delivery: ${delivery satisfies never}`);
    }
  }

  /** Gives a request up: nobody waits for its answer any more. */
  #give(token: string, failure: UpstreamFailure) {
    const exchange = this.#settle(token);
    if (!exchange) return;
    exchange.reject(failure);
    exchange.outbox.drop();
    const told = this.#mux.cancel(token);
    if (told) this.#offer(told);
  }

  #settle(token: string): Exchange | undefined {
    const exchange = this.#exchanges.get(token);
    this.#exchanges.delete(token);
    return exchange;
  }

  /** What must not be waited for: a runtime that does not read it holds nobody up. */
  #offer(message: WireMessage) {
    if (this.isOver) return;
    try {
      this.#writer.offer(JSON.stringify(message));
    } catch {
      this.#options.onUnruly('It does not read its input.');
    }
  }

  #junk() {
    if (!this.isOver && this.#gate.junk()) {
      this.close(new UpstreamFailure('upstream.invalid'));
      this.#options.onUnruly('It writes what is not MCP.');
    }
  }
}

function refusal(why: 'id-in-use' | 'busy'): UpstreamFailure {
  return why === 'busy'
    ? new UpstreamFailure('upstream.busy', { retryAfterSeconds: 1 })
    : new UpstreamFailure('upstream.invalid', {
        refusal: { text: 'A request with this id is under way.' },
      });
}
