import { LRUCache } from 'lru-cache';
import { keyOfId, type WireId } from './WireMessage';

const MAX_FINISHED = 2_000;

/** A request that a runtime works on. */
export interface Pending {
  /** What the runtime knows it by. */
  readonly token: string;
  readonly session: string;
  /** What its session knows it by. */
  readonly id: WireId;
  readonly method: string;
  readonly progressToken?: WireId;
  /** The resource that it subscribes to. */
  readonly uri?: string;
}

/** The requests that a runtime works on, by what it knows them by, and by session. */
export class PendingRequests {
  readonly #byToken = new Map<string, Pending>();
  readonly #bySession = new Map<string, Map<string, Pending>>();
  /** Those that are over: what still comes about them is late, not made up. */
  readonly #finished = new LRUCache<string, true>({ max: MAX_FINISHED });

  get size(): number {
    return this.#byToken.size;
  }

  add(pending: Pending) {
    this.#byToken.set(pending.token, pending);
    const own = this.#bySession.get(pending.session) ?? new Map();
    own.set(keyOfId(pending.id), pending);
    this.#bySession.set(pending.session, own);
  }

  get(token: unknown): Pending | undefined {
    return typeof token === 'string' ? this.#byToken.get(token) : undefined;
  }

  /** By what its session knows it by. */
  find(session: string, id: WireId): Pending | undefined {
    return this.#bySession.get(session)?.get(keyOfId(id));
  }

  /** Of a session, the latest last. */
  of(session: string): Pending[] {
    return [...(this.#bySession.get(session)?.values() ?? [])];
  }

  /** Those that wait for something. */
  sessions(): string[] {
    return [...this.#bySession.keys()];
  }

  countOf(session: string): number {
    return this.#bySession.get(session)?.size ?? 0;
  }

  take(token: unknown): Pending | undefined {
    const pending = this.get(token);
    if (!pending) return undefined;
    this.#byToken.delete(pending.token);
    this.#finished.set(pending.token, true);
    const own = this.#bySession.get(pending.session);
    own?.delete(keyOfId(pending.id));
    if (own?.size === 0) this.#bySession.delete(pending.session);
    return pending;
  }

  /** Nobody is to hear of what comes about this one. */
  expectNothing(token: string) {
    this.#finished.set(token, true);
  }

  isFinished(token: unknown): boolean {
    return typeof token === 'string' && this.#finished.has(token);
  }
}
