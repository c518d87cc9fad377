import type { Call } from '../../pipeline/types';
import { cancelledBy } from '../../transport/Cancellation';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { SessionLost } from './SessionLost';

const ASIDE_MS = 10_000;
const ANSWER_MS = 60_000;

/** What one session with a server of the session era sends. */
export class SessionWire {
  static create(options: {
    upstream: Upstream;
    /** The call that began the session: for whom, and where to. */
    origin: UpstreamRequest;
  }): SessionWire {
    return new SessionWire(options);
  }

  readonly #upstream: Upstream;
  #origin: UpstreamRequest;
  readonly #life = new AbortController();
  #id: string | undefined;
  #version: string | undefined;

  private constructor(options: Parameters<typeof SessionWire.create>[0]) {
    this.#upstream = options.upstream;
    const { origin } = options;
    this.#origin = { ...origin, call: bare(origin.call), body: undefined };
  }

  /** Whom it is with. */
  get server(): Pick<UpstreamRequest, 'call' | 'url'> {
    return this.#origin;
  }

  get isOver(): boolean {
    return this.#life.signal.aborted;
  }

  /** The latest call is who messages are sent for: its credential is the newest. */
  carry(call: Call): void {
    this.#origin = { ...this.#origin, call: bare(call) };
  }

  /** What every message says from now on. */
  begin(options: { id: string | undefined; version: string }): void {
    this.#id = options.id;
    this.#version = options.version;
  }

  async post(
    message: object,
    signal: AbortSignal = AbortSignal.timeout(ANSWER_MS),
  ): Promise<UpstreamAnswer> {
    return await this.#send('POST', { message, signal });
  }

  /** A message that has no answer. Never throws: what the server has against it, it will say to the next request. */
  async tell(message: object): Promise<void> {
    try {
      const signal = AbortSignal.timeout(ASIDE_MS);
      const { body } = await this.#send('POST', { message, signal });
      body.on('error', () => {}).resume();
    } catch {
      // See above.
    }
  }

  async get(
    signal: AbortSignal,
    lastEventId?: string,
  ): Promise<UpstreamAnswer> {
    return await this.#send('GET', { signal, lastEventId });
  }

  /** Ends everything that is open, and says so to the server. */
  close(): void {
    if (this.isOver) return;
    this.#life.abort();
    if (this.#id === undefined) return;
    this.#send('DELETE', { signal: AbortSignal.timeout(ASIDE_MS) }).then(
      ({ body }) => body.on('error', () => {}).resume(),
      () => {},
    );
  }

  /** Throws {@link SessionLost} where the server knows the session no more, and an {@link UpstreamFailure} where it gives no message. */
  check(answer: UpstreamAnswer): void {
    const { status, headers } = answer;
    const isLost = status === 404 && this.#id !== undefined;
    const isMessage = /^application\/json\b/i.test(
      String(headers['content-type'] ?? ''),
    );
    const isRefusal =
      status >= 400 && status < 500 && status !== 401 && status !== 403;
    if (!isLost && (status < 300 || (isRefusal && isMessage))) return;
    answer.body.on('error', () => {}).destroy();
    if (!isLost) throw new UpstreamFailure('upstream.invalid');
    throw new SessionLost();
  }

  async #send(
    httpMethod: UpstreamRequest['httpMethod'],
    options: { message?: object; signal: AbortSignal; lastEventId?: string },
  ): Promise<UpstreamAnswer> {
    const { message, signal, lastEventId } = options;
    const { traceparent, tracestate } = this.#origin.headers;
    return await this.#upstream.send({
      ...this.#origin,
      httpMethod,
      headers: {
        accept:
          httpMethod === 'GET'
            ? 'text/event-stream'
            : 'application/json, text/event-stream',
        ...(message && { 'content-type': 'application/json' }),
        ...(this.#version !== undefined && {
          'mcp-protocol-version': this.#version,
        }),
        ...(this.#id !== undefined && { 'mcp-session-id': this.#id }),
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
        ...(traceparent !== undefined && { traceparent }),
        ...(tracestate !== undefined && { tracestate }),
      },
      ...(message && {
        body: Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message })),
      }),
      cancellation: cancelledBy(
        httpMethod === 'DELETE'
          ? signal
          : AbortSignal.any([this.#life.signal, signal]),
      ),
    });
  }
}

/** A session outlives the calls that use it: their messages are not kept. */
function bare({ message, headers, ...call }: Call): Call {
  return { ...call, headers: {} };
}
