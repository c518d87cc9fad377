import type { SseUpstreamSession } from './SseUpstreamSession';

const SWEEP_MS = 30_000;

/** Whose a session is: it is nobody else's, and ends where the server's approved address changes. */
export interface SseSessionOwner {
  serverRef: string;
  userEntityRef: string;
  url: string;
}

interface Entry {
  session: SseUpstreamSession;
  owner: SseSessionOwner;
  lastUsed: number;
}

/**
 * The open sessions with HTTP+SSE servers. Each holds a connection, so they live on the replica that opened them:
 * elsewhere, and after a restart, they are unknown, and clients begin anew. Bounded in number and in idleness.
 */
export class SseUpstreamSessions {
  static create(
    options: {
      maxSessions?: number;
      maxPerPerson?: number;
      idleMs?: number;
    } = {},
  ) {
    return new SseUpstreamSessions(options);
  }

  /** The least used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #maxSessions: number;
  readonly #maxPerPerson: number;
  readonly #idleMs: number;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    options: Parameters<typeof SseUpstreamSessions.create>[0],
  ) {
    this.#maxSessions = options?.maxSessions ?? 5_000;
    this.#maxPerPerson = options?.maxPerPerson ?? 50;
    this.#idleMs = options?.idleMs ?? 30 * 60_000;
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keeps a session. Where there are too many, the least used one of the person, or of all, makes room. */
  add(sessionId: string, session: SseUpstreamSession, owner: SseSessionOwner) {
    const own = [...this.#entries].filter(
      ([, entry]) => entry.owner.userEntityRef === owner.userEntityRef,
    );
    if (own.length >= this.#maxPerPerson) this.#close(own[0][0]);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.#maxSessions) this.#close(oldest);
    this.#entries.set(sessionId, { session, owner, lastUsed: Date.now() });
  }

  /** The session, when it is one of this person at this server and address. */
  find(
    sessionId: string | undefined,
    owner: SseSessionOwner,
  ): SseUpstreamSession | undefined {
    const entry =
      sessionId === undefined ? undefined : this.#entries.get(sessionId);
    if (
      sessionId === undefined ||
      !entry ||
      entry.owner.serverRef !== owner.serverRef ||
      entry.owner.userEntityRef !== owner.userEntityRef ||
      entry.owner.url !== owner.url
    ) {
      return undefined;
    }
    this.#entries.delete(sessionId);
    this.#entries.set(sessionId, { ...entry, lastUsed: Date.now() });
    return entry.session;
  }

  /** Forgets a session that has ended. */
  remove(sessionId: string) {
    this.#close(sessionId);
  }

  /** Ends what nobody has used for a while. */
  sweep() {
    const limit = Date.now() - this.#idleMs;
    for (const [sessionId, { session, lastUsed }] of [...this.#entries]) {
      if (lastUsed <= limit && !session.isInUse) this.#close(sessionId);
    }
  }

  closeAll() {
    clearInterval(this.#timer);
    for (const sessionId of [...this.#entries.keys()]) this.#close(sessionId);
  }

  #close(sessionId: string) {
    this.#entries.get(sessionId)?.session.close();
    this.#entries.delete(sessionId);
  }
}
