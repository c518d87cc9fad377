import { z } from 'zod';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { hold } from '../hold';
import { messagesOf } from '../messagesOf';
import { missingCapability, type QuestionMethod } from '../missingCapability';
import type { WireMessage } from '../readMessages';
import { Listeners } from './Listeners';
import { OpenCall } from './OpenCall';
import type { ClientProfile } from './readClientProfile';
import { SessionLost } from './SessionLost';
import { StandingStream } from './StandingStream';

const ASKED_VERSION = '2025-11-25';
const QUESTIONS: readonly string[] = [
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
] satisfies QuestionMethod[];

const initializedSchema = z.looseObject({
  protocolVersion: z.string().max(40),
  capabilities: z.record(z.string(), z.unknown()),
  serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
  instructions: z.string().optional(),
});
type Initialized = z.infer<typeof initializedSchema>;

interface SessionOptions {
  upstream: Upstream;
  /** The call that began it: for whom, and where to. */
  origin: UpstreamRequest;
  profile: ClientProfile;
  info: Initialized;
  id: string | undefined;
}

/** One session with a server of the session era, for one client of one person. */
export class ServerSession {
  /** Throws an {@link UpstreamFailure}, also where the server knows no `initialize`. */
  static async open(
    options: Pick<SessionOptions, 'upstream' | 'profile'> & {
      request: UpstreamRequest;
    },
  ): Promise<ServerSession> {
    const { upstream, request, profile } = options;
    const origin = withoutMessage(request);
    const { clientInfo, capabilities } = profile;
    const answer = await upstream.send({
      ...origin,
      headers: headersOf(request.headers),
      body: toBody({
        id: 'initialize',
        method: 'initialize',
        params: { protocolVersion: ASKED_VERSION, capabilities, clientInfo },
      }),
    });
    const { message } = await hold(answer);
    const info = initializedSchema.safeParse(message?.result);
    const id = answer.headers['mcp-session-id'];
    if (!info.success || Array.isArray(id)) {
      throw new UpstreamFailure('upstream.invalid');
    }
    const session = new ServerSession({
      upstream,
      origin,
      profile,
      info: info.data,
      id,
    });
    await session.#notify('notifications/initialized');
    const { logLevel } = profile;
    if (logLevel !== undefined && info.data.capabilities.logging) {
      await session.ask('logging/setLevel', { level: logLevel });
    }
    return session;
  }

  readonly info: Initialized;
  readonly listeners = new Listeners();
  readonly #options: SessionOptions;
  /** The latest last. */
  readonly #calls = new Map<string, OpenCall>();
  readonly #standing: StandingStream;
  readonly #life = new AbortController();

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.info = options.info;
    this.#standing = new StandingStream({
      open: signal => this.#post('GET', undefined, signal),
      take: message => this.#take(message),
      isNeeded: () => this.listeners.size > 0 || this.#calls.size > 0,
      onLost: () => this.close(),
    });
  }

  get isOver(): boolean {
    return this.#life.signal.aborted;
  }

  /** Whether somebody waits for something. */
  get isInUse(): boolean {
    return this.#calls.size > 0 || this.listeners.size > 0;
  }

  /** Opens the stream of what belongs to no request. */
  async listen(): Promise<boolean> {
    return await this.#standing.open();
  }

  /** Begins a request. What comes of it is told by the call. Throws {@link SessionLost} when the server knows the session no more. */
  async begin(options: {
    call: OpenCall;
    params: Record<string, unknown> | undefined;
  }): Promise<void> {
    const { call, params } = options;
    const { elicitation, sampling, roots } = this.#options.profile.capabilities;
    // Servers ask on this stream too, and what they ask when it is not open is lost.
    if (elicitation ?? sampling ?? roots) await this.#standing.open();
    // Nothing was sent yet: the call can begin in another session.
    if (this.isOver) throw new SessionLost();
    this.#calls.set(call.id, call);
    try {
      const { method, id } = call;
      const body = toBody({ id, method, ...(params && { params }) });
      const answer = await this.#post('POST', body, call.abort.signal);
      this.#check(answer);
      void this.#follow(call, answer);
    } catch (error) {
      this.#calls.delete(call.id);
      throw error;
    }
  }

  /** Nobody waits for a call any more. */
  cancel(call: OpenCall): void {
    if (this.#calls.delete(call.id)) {
      void this.#notify('notifications/cancelled', {
        requestId: call.id,
        reason: 'The client has left',
      });
    }
    call.abort.abort();
  }

  /** Answers a request of the server. */
  async answer(
    id: WireMessage['id'],
    outcome: { result: unknown } | { error: object },
  ): Promise<void> {
    const body = toBody({ id, ...outcome });
    const { status, body: rest } = await this.#post('POST', body);
    rest.on('error', () => {}).resume();
    if (status === 404) throw new SessionLost();
  }

  /** A request of the bridge's own, for its result. */
  async ask(
    method: string,
    params: Record<string, unknown>,
  ): Promise<WireMessage | undefined> {
    const call = new OpenCall({ method, progressToken: undefined });
    await this.begin({ call, params });
    for (;;) {
      const event = await call.next();
      if (!event) return undefined;
      if (event.kind === 'answer') return event.message;
    }
  }

  /** Ends it, and says so to the server. */
  close(): void {
    if (this.isOver) return;
    for (const call of this.#calls.values()) call.fail(new SessionLost());
    this.listeners.end();
    this.#standing.close();
    const { id } = this.#options;
    const isOpen = id !== undefined;
    const farewell = isOpen
      ? this.#post('DELETE', undefined, AbortSignal.timeout(5_000))
      : undefined;
    this.#life.abort();
    farewell
      ?.then(({ body }) => body.on('error', () => {}).resume())
      .catch(() => {});
  }

  async #follow(call: OpenCall, answer: UpstreamAnswer): Promise<void> {
    try {
      for await (const message of messagesOf(answer)) {
        if (message.method !== undefined) await this.#take(message, call);
        else if (isAnswerTo(call, message)) {
          await call.push({ kind: 'answer', message });
          break;
        }
      }
      call.end();
    } catch (error) {
      call.fail(UpstreamFailure.from(error));
    } finally {
      this.#calls.delete(call.id);
    }
  }

  /** What the server says beside its answers: on the stream of a call, or on the one that belongs to none. */
  async #take(message: WireMessage, call?: OpenCall): Promise<void> {
    const { id, method = '', params } = message;
    if (id !== undefined && id !== null) {
      await this.#question(message, call ?? [...this.#calls.values()].at(-1));
      return;
    }
    switch (method) {
      case 'notifications/progress': {
        const about = this.#calls.get(String(params?.progressToken));
        const progressToken = about?.progressToken;
        await about?.push({
          kind: 'notification',
          message: { ...message, params: { ...params, progressToken } },
        });
        break;
      }
      case 'notifications/message':
        // MCP 2026-07-28: only to those who asked for it.
        if (this.#options.profile.logLevel !== undefined) {
          const about = call ?? [...this.#calls.values()].at(-1);
          await about?.push({ kind: 'notification', message });
        }
        break;
      default:
        // The stateless era knows no others than those that were subscribed to.
        await this.listeners.tell(message);
    }
  }

  async #question(message: WireMessage, call: OpenCall | undefined) {
    const { id, method = '', params } = message;
    if (method === 'ping') {
      await this.answer(id, { result: {} });
      return;
    }
    const missing = isQuestion(method)
      ? missingCapability(this.#options.profile.capabilities, method, params)
      : {};
    if (!missing && call && (await call.ask(message))) return;
    await this.answer(id, {
      error: { code: -32601, message: `The client does not answer ${method}` },
    });
    if (missing && isQuestion(method) && call) {
      await call.push({ kind: 'missing', method, capabilities: missing });
      this.cancel(call);
    }
  }

  async #notify(method: string, params?: Record<string, unknown>) {
    try {
      const body = toBody({ method, ...(params && { params }) });
      const answer = await this.#post(
        'POST',
        body,
        AbortSignal.timeout(10_000),
      );
      answer.body.on('error', () => {}).resume();
    } catch {
      // The server will say what it has against the next request.
    }
  }

  async #post(
    httpMethod: UpstreamRequest['httpMethod'],
    body?: Buffer,
    signal: AbortSignal = AbortSignal.timeout(60_000),
  ): Promise<UpstreamAnswer> {
    const { upstream, origin, id, info } = this.#options;
    return await upstream.send({
      ...origin,
      httpMethod,
      headers: {
        ...headersOf(origin.headers),
        'mcp-protocol-version': info.protocolVersion,
        ...(id !== undefined && { 'mcp-session-id': id }),
        ...(httpMethod === 'GET' && { accept: 'text/event-stream' }),
      },
      body,
      signal: AbortSignal.any([this.#life.signal, signal]),
    });
  }

  #check(answer: UpstreamAnswer) {
    const { status } = answer;
    if (status < 300 || (status >= 400 && status < 500 && isMessage(answer))) {
      if (status !== 404 || this.#options.id === undefined) return;
    }
    answer.body.on('error', () => {}).destroy();
    if (status === 404 && this.#options.id !== undefined) {
      this.close();
      throw new SessionLost();
    }
    throw new UpstreamFailure('upstream.invalid');
  }
}

function isAnswerTo(call: OpenCall, { id, error }: WireMessage): boolean {
  return id === call.id || (error !== undefined && (id ?? null) === null);
}

function isMessage({ headers, status }: UpstreamAnswer): boolean {
  return (
    status !== 401 &&
    status !== 403 &&
    /^application\/json\b/i.test(String(headers['content-type'] ?? ''))
  );
}

function isQuestion(method: string): method is QuestionMethod {
  return QUESTIONS.includes(method);
}

/** A session outlives the call that began it: its message is not kept. */
function withoutMessage(request: UpstreamRequest): UpstreamRequest {
  const { message, headers, ...call } = request.call;
  return { ...request, call: { ...call, headers: {} }, body: undefined };
}

function headersOf(headers: Record<string, string>): Record<string, string> {
  const { traceparent, tracestate } = headers;
  return {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
  };
}

function toBody(message: object): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
}
