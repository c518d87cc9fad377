import type { Call } from '../../pipeline/types';
import { SessionScope } from '../../telemetry/SessionScope';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { firstAnswer } from '../firstAnswer';
import { type Initialized, initializedSchema } from '../initializedSchema';
import { messagesOf } from '../messagesOf';
import type { WireMessage } from '../readMessages';
import type { EndedSession } from './EndedSession';
import { Listeners } from './Listeners';
import { OpenCall } from './OpenCall';
import type { ClientProfile } from './readClientProfile';
import { ServerQuestions } from './ServerQuestions';
import { SessionLost } from './SessionLost';
import { SessionWire } from './SessionWire';
import { StandingStream } from './StandingStream';

const ASKED_VERSION = '2025-11-25';
/** What is kept of every server's introduction. */
const MAX_INFO_CHARS = 128 * 1024;
const ASK_MS = 30_000;
/** MCP 2025-11-25 (SEP-1699): a server may let go of the connection and be asked again for the answer. */
const MAX_RESUMES = 20;
const RESUME_MS = 500;

interface SessionOptions {
  wire: SessionWire;
  profile: ClientProfile;
  info: Initialized;
  onEnd?: (isLost: boolean) => void;
}

/** One session with a server of the session era, for one client of one person. */
export class ServerSession {
  /** Throws an {@link UpstreamFailure}, also where the server knows no `initialize`. */
  static async open(options: {
    upstream: Upstream;
    request: UpstreamRequest;
    profile: ClientProfile;
    onEnd?: (ended: EndedSession) => void;
  }): Promise<ServerSession> {
    const { upstream, request, profile, onEnd } = options;
    const openedAt = Date.now();
    const { clientInfo, capabilities, logLevel } = profile;
    const wire = SessionWire.create({ upstream, origin: request });
    const answer = await wire.post({
      id: 'initialize',
      method: 'initialize',
      params: { protocolVersion: ASKED_VERSION, capabilities, clientInfo },
    });
    const message = await firstAnswer(answer);
    const info = initializedSchema.safeParse(message?.result);
    const id = answer.headers['mcp-session-id'];
    if (!info.success || Array.isArray(id)) {
      throw new UpstreamFailure('upstream.invalid');
    }
    if (JSON.stringify(info.data).length > MAX_INFO_CHARS) {
      throw new UpstreamFailure('upstream.too-large');
    }
    const { protocolVersion } = info.data;
    wire.begin({ id, version: protocolVersion });
    const session = new ServerSession({
      ...{ wire, profile, info: info.data },
      onEnd: isLost =>
        onEnd?.({ server: wire.server, protocolVersion, openedAt, isLost }),
    });
    await wire.tell({ method: 'notifications/initialized' });
    if (logLevel !== undefined && info.data.capabilities.logging) {
      await session.ask('logging/setLevel', { level: logLevel });
    }
    return session;
  }

  readonly info: Initialized;
  readonly listeners = new Listeners();
  readonly #wire: SessionWire;
  readonly #profile: ClientProfile;
  /** The latest last. */
  readonly #calls = new Map<string, OpenCall>();
  readonly #standing: StandingStream;
  readonly #questions: ServerQuestions;
  readonly #scope = SessionScope.begin();
  readonly #onEnd: SessionOptions['onEnd'];

  private constructor({ wire, profile, info, onEnd }: SessionOptions) {
    this.info = info;
    this.#wire = wire;
    this.#profile = profile;
    this.#onEnd = onEnd;
    this.#questions = ServerQuestions.create({
      profile,
      answer: (id, outcome) => this.answer(id, outcome),
      cancel: call => this.cancel(call),
    });
    this.#standing = new StandingStream({
      open: signal => wire.get(signal),
      take: message => this.#take(message),
      isNeeded: () => this.isInUse,
      onLost: () => this.#end({ isLost: true }),
    });
  }

  get isOver(): boolean {
    return this.#wire.isOver;
  }

  /** A newer call of the same client: what is sent from now on is sent with what it brings. */
  carry(call: Call): void {
    this.#wire.carry(call);
  }

  /** Whether somebody waits for something. */
  get isInUse(): boolean {
    return this.#calls.size > 0 || this.listeners.size > 0;
  }

  /** Opens the stream of what belongs to no request. `false`: the server has none. */
  async listen(): Promise<boolean> {
    return await this.#scope.run(() => this.#standing.open());
  }

  /**
   * Begins a request; what comes of it is told by the call. Throws {@link SessionLost} when the server does not know the
   * session any more, and has not taken the request.
   */
  async begin(options: {
    call: OpenCall;
    params: Record<string, unknown> | undefined;
  }): Promise<void> {
    const { call, params } = options;
    const { elicitation, sampling, roots } = this.#profile.capabilities;
    // Servers ask on this stream too, and what they ask when it is not open is lost.
    if (elicitation ?? sampling ?? roots) await this.listen();
    if (this.isOver) throw new SessionLost();
    const { method, id, abort } = call;
    this.#calls.set(id, call);
    try {
      const message = { id, method, ...(params && { params }) };
      const answer = await this.#wire.post(message, abort.signal);
      this.#wire.check(answer);
      void this.#follow(call, answer);
    } catch (error) {
      this.#calls.delete(id);
      if (error instanceof SessionLost) this.#end({ isLost: true });
      throw error;
    }
  }

  /** Nobody waits for a call any more. */
  cancel(call: OpenCall): void {
    if (this.#calls.delete(call.id)) {
      const params = { requestId: call.id, reason: 'The client has left' };
      void this.#wire.tell({ method: 'notifications/cancelled', params });
    }
    call.abort.abort();
  }

  /** Answers a request of the server. */
  async answer(
    id: WireMessage['id'],
    outcome: { result: unknown } | { error: object },
  ): Promise<void> {
    await this.#wire.tell({ id, ...outcome });
  }

  /** A request of the bridge's own. `undefined`: there was no answer in time. */
  async ask(
    method: string,
    params: Record<string, unknown>,
  ): Promise<WireMessage | undefined> {
    const call = new OpenCall({ method, progressToken: undefined });
    const timer = setTimeout(() => {
      call.end();
      this.cancel(call);
    }, ASK_MS).unref();
    try {
      await this.begin({ call, params });
      for (;;) {
        const event = await call.next();
        if (event?.kind === 'answer') return event.message;
        if (!event) return undefined;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it, and says so to the server. */
  close(): void {
    this.#end({ isLost: false });
  }

  #end({ isLost }: { isLost: boolean }): void {
    if (this.isOver) return;
    this.#scope.run(() => this.#wire.close());
    this.#onEnd?.(isLost);
    this.#standing.close();
    this.listeners.end();
    for (const call of this.#calls.values()) {
      call.fail(new UpstreamFailure('upstream.unreachable'));
    }
  }

  async #follow(call: OpenCall, first: UpstreamAnswer): Promise<void> {
    let answer: UpstreamAnswer | undefined = first;
    try {
      for (let resumes = 0; answer; resumes++) {
        let lastEventId: string | undefined;
        const keep = (id: string) => (lastEventId = id);
        for await (const message of messagesOf(answer, keep)) {
          if (message.method !== undefined) await this.#take(message, call);
          else if (isAnswerTo(call, message)) {
            await call.push({ kind: 'answer', message });
            return;
          }
        }
        answer =
          lastEventId !== undefined && resumes < MAX_RESUMES
            ? await this.#resume(call, lastEventId)
            : undefined;
      }
    } catch (error) {
      call.fail(UpstreamFailure.from(error));
    } finally {
      call.end();
      this.#calls.delete(call.id);
    }
  }

  async #resume(
    call: OpenCall,
    lastEventId: string,
  ): Promise<UpstreamAnswer | undefined> {
    await new Promise(resolve => setTimeout(resolve, RESUME_MS));
    const answer = await this.#wire.get(call.abort.signal, lastEventId);
    if (answer.status === 200) return answer;
    answer.body.on('error', () => {}).destroy();
    return undefined;
  }

  /** What the server says beside its answers: on the stream of a call, or on the one that belongs to none. */
  async #take(message: WireMessage, call?: OpenCall): Promise<void> {
    const { id, method = '', params } = message;
    // Without a stream of its own, what is said is taken to be about the latest call: all are of one client.
    const about = call ?? [...this.#calls.values()].at(-1);
    if (id !== undefined && id !== null) {
      await this.#questions.take(message, about);
      return;
    }
    switch (method) {
      case 'notifications/progress': {
        const named = this.#calls.get(String(params?.progressToken));
        const progressToken = named?.progressToken;
        if (progressToken === undefined) break;
        const told = { ...message, params: { ...params, progressToken } };
        await named?.push({ kind: 'notification', message: told });
        break;
      }
      case 'notifications/message':
        // MCP 2026-07-28: only to those who asked for it.
        if (this.#profile.logLevel !== undefined) {
          await about?.push({ kind: 'notification', message });
        }
        break;
      default:
        // The stateless era knows no others than those that were subscribed to.
        await this.listeners.tell(message);
    }
  }
}

function isAnswerTo(call: OpenCall, { id, error }: WireMessage): boolean {
  return id === call.id || (error !== undefined && (id ?? null) === null);
}
