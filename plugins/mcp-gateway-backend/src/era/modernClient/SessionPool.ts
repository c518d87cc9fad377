import { hash } from 'node:crypto';
import { holderOf } from '../../pipeline/holderOf';
import { cancelledBy } from '../../transport/Cancellation';
import type { Upstream, UpstreamRequest } from '../../transport/Upstream';
import type { EndedSession } from './EndedSession';
import type { ClientProfile } from './readClientProfile';
import { ServerSession } from './ServerSession';

const SWEEP_MS = 30_000;

interface Entry {
  session: Promise<ServerSession>;
  /** Once it is there. */
  opened?: ServerSession;
  person: string;
  lastUsed: number;
}

/**
 * The sessions that this replica has with servers of the session era, each for one client of one person with what it can
 * do. Bounded in number and in idleness; ended ones are begun anew.
 */
export class SessionPool {
  static create(options: {
    upstream: Upstream;
    maxSessions?: number;
    maxPerPerson?: number;
    idleMs?: number;
    onSessionEnd?: (ended: EndedSession) => void;
  }): SessionPool {
    return new SessionPool(options);
  }

  readonly #upstream: Upstream;
  readonly #onSessionEnd?: (ended: EndedSession) => void;
  readonly #maxSessions: number;
  readonly #maxPerPerson: number;
  readonly #idleMs: number;
  /** The least used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #timer: NodeJS.Timeout;

  private constructor(options: Parameters<typeof SessionPool.create>[0]) {
    this.#upstream = options.upstream;
    this.#onSessionEnd = options.onSessionEnd;
    this.#maxSessions = options.maxSessions ?? 2_000;
    this.#maxPerPerson = options.maxPerPerson ?? 20;
    this.#idleMs = options.idleMs ?? 10 * 60_000;
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The session for this client's requests to this server. */
  async get(
    request: UpstreamRequest,
    profile: ClientProfile,
  ): Promise<ServerSession> {
    const key = keyOf(request, profile);
    const known = this.#entries.get(key);
    if (known && !known.opened?.isOver) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      known.lastUsed = Date.now();
      const opened = await known.session;
      opened.carry(request.call);
      return opened;
    }
    const person = request.call.principal?.userEntityRef ?? '';
    this.#makeRoom(person);
    // Others wait for it too, when this client has left.
    const signal = AbortSignal.timeout(60_000);
    const session = ServerSession.open({
      upstream: this.#upstream,
      request: { ...request, cancellation: cancelledBy(signal) },
      profile,
      onEnd: this.#onSessionEnd,
    });
    const entry: Entry = { session, person, lastUsed: Date.now() };
    this.#entries.set(key, entry);
    try {
      entry.opened = await session;
      return entry.opened;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Ends what nobody has used for a while. */
  sweep(): void {
    const limit = Date.now() - this.#idleMs;
    for (const [key, { opened, lastUsed }] of [...this.#entries]) {
      const isIdle = lastUsed <= limit && opened && !opened.isInUse;
      if (isIdle || opened?.isOver) this.#close(key);
    }
  }

  closeAll(): void {
    clearInterval(this.#timer);
    for (const key of [...this.#entries.keys()]) this.#close(key);
  }

  /** Where there are too many, the least used one of the person, or of all, goes: those in use last. */
  #makeRoom(person: string): void {
    const own = [...this.#entries].filter(([, one]) => one.person === person);
    if (own.length >= this.#maxPerPerson) this.#close(leastUsed(own));
    if (this.#entries.size >= this.#maxSessions) {
      this.#close(leastUsed([...this.#entries]));
    }
  }

  #close(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    void entry?.session.then(
      session => session.close(),
      () => {},
    );
  }
}

function leastUsed(entries: [string, Entry][]): string {
  const idle = entries.find(([, { opened }]) => !opened?.isInUse);
  return (idle ?? entries[0])[0];
}

function keyOf({ call, url }: UpstreamRequest, profile: ClientProfile): string {
  const { document, principal, credential } = call;
  return hash(
    'sha256',
    JSON.stringify([
      document?.serverId,
      document?.approvedRevision?.digest,
      url,
      principal?.userEntityRef,
      holderOf(call),
      credential?.account,
      profile,
    ]),
  );
}
