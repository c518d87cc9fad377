import type { HostedSession, HostedSessionOwner } from './HostedSession';

const SWEEP_MS = 30_000;

/**
 * The sessions with servers that this replica runs, bounded in number and in idleness. Those that share a runtime are made anew
 * where they are not known: nothing of them is at the runtime.
 */
export class HostedSessions {
  static create(
    options: {
      maxSessions?: number;
      maxPerPerson?: number;
      idleMs?: number;
    } = {},
  ): HostedSessions {
    return new HostedSessions(options);
  }

  /** The least used first. */
  readonly #entries = new Map<
    string,
    { session: HostedSession; lastUsed: number }
  >();
  readonly #maxSessions: number;
  readonly #maxPerPerson: number;
  readonly #idleMs: number;
  readonly #timer: NodeJS.Timeout;

  private constructor(options: Parameters<typeof HostedSessions.create>[0]) {
    this.#maxSessions = options?.maxSessions ?? 5_000;
    this.#maxPerPerson = options?.maxPerPerson ?? 100;
    this.#idleMs = options?.idleMs ?? 60 * 60_000;
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  add(session: HostedSession) {
    const { userEntityRef } = session.owner;
    const own = [...this.#entries.values()].filter(
      ({ session: { owner } }) => owner.userEntityRef === userEntityRef,
    );
    if (own.length >= this.#maxPerPerson) this.remove(own[0].session.id);
    const [least] = this.#entries.keys();
    if (this.#entries.size >= this.#maxSessions) this.remove(least);
    this.#entries.set(session.id, { session, lastUsed: Date.now() });
  }

  /** The session of this owner: another's is unknown. */
  find(id: string, owner: HostedSessionOwner): HostedSession | undefined {
    const entry = this.#entries.get(id);
    if (
      entry?.session.owner.serverRef !== owner.serverRef ||
      entry.session.owner.userEntityRef !== owner.userEntityRef
    ) {
      return undefined;
    }
    this.#entries.delete(id);
    this.#entries.set(id, { ...entry, lastUsed: Date.now() });
    return entry.session;
  }

  /** Those with a server that listen, and so want to hear of what it says. */
  listening(serverRef: string): HostedSession[] {
    return [...this.#entries.values()]
      .map(({ session }) => session)
      .filter(
        ({ owner, standing }) =>
          owner.serverRef === serverRef && standing.isOpen,
      );
  }

  remove(id: string) {
    this.#entries.get(id)?.session.close();
    this.#entries.delete(id);
  }

  /** Ends what nobody has used for a while. */
  sweep() {
    const limit = Date.now() - this.#idleMs;
    for (const [id, { session, lastUsed }] of [...this.#entries]) {
      const isOver = session.own?.use.connection.isOver;
      const isIdle = lastUsed <= limit && !session.standing.isOpen;
      if (isIdle || isOver) this.remove(id);
    }
  }

  closeAll() {
    clearInterval(this.#timer);
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }
}
