import { LRUCache } from 'lru-cache';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { Obtained } from './types';

/** A token is given up this long before its end: a call and its answer have to fit in. */
const MARGIN_MS = 30_000;
/** Of a token without a stated end (RFC 6749 §5.1 recommends one). */
const UNSTATED_MS = 5 * 60_000;
/** No longer than this, whatever the answer says: what a company takes away at its provider is gone by then. */
const MAX_MS = 60 * 60_000;
/** How long a refusal or a silence is believed: a thousand calls are one question (C5). */
const PAUSE_MS = 2_000;
const AWAY: Obtained = {
  kind: 'unavailable',
  retryAfterSeconds: PAUSE_MS / 1000,
};

interface Held {
  readonly answer: Obtained;
  readonly since: Moment;
  readonly forMs: number;
}

/**
 * Tokens in memory, each for one person at one server. Bounded; many who ask for the same at once wait for one question.
 *
 *   nothing ──ask──▶ under way ──token──▶ held ──shortly before its end, or refused──▶ nothing
 *                            └──no token──▶ paused ──2 s──▶ nothing
 *                                   held ──refused again within 2 s──▶ paused
 */
export class HeldTokens {
  static create(options: { clock: Clock; maxEntries?: number }): HeldTokens {
    return new HeldTokens(options);
  }

  readonly #clock: Clock;
  readonly #held: LRUCache<string, Held>;
  readonly #underWay = new Map<string, Promise<Obtained>>();
  /** When a token was refused last. */
  readonly #refusedAt: LRUCache<string, Moment>;

  private constructor(options: Parameters<typeof HeldTokens.create>[0]) {
    this.#clock = options.clock;
    const max = options.maxEntries ?? 20_000;
    this.#held = new LRUCache({ max });
    this.#refusedAt = new LRUCache({ max });
  }

  /** What is known without asking anybody. */
  get(key: string): Obtained | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    if (elapsedSince(this.#clock, held.since) < held.forMs) return held.answer;
    this.#held.delete(key);
    return undefined;
  }

  /** Asks once for all who want the same now. What throws is nobody's answer and is not remembered. */
  obtain(key: string, ask: () => Promise<Obtained>): Promise<Obtained> {
    const asked = this.#underWay.get(key);
    if (asked) return asked;
    const since = momentOf(this.#clock);
    const asking = ask()
      .then(answer => {
        const forMs = holdFor(answer);
        if (forMs > 0) this.#held.set(key, { answer, since, forMs });
        return answer;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asking);
    return asking;
  }

  /**
   * Nobody gets a token any more that was refused; a newer one stays. A system that refuses whatever it is shown makes no storm of
   * questions (C5): after the second refusal in a row nobody asks for a while.
   */
  refuse(key: string, token: string): void {
    const { answer } = this.#held.get(key) ?? {};
    if (answer?.kind !== 'token' || answer.token !== token) return;
    const now = momentOf(this.#clock);
    const before = this.#refusedAt.get(key);
    this.#refusedAt.set(key, now);
    if (before && elapsedSince(this.#clock, before) < PAUSE_MS) {
      this.#held.set(key, { answer: AWAY, since: now, forMs: PAUSE_MS });
    } else {
      this.#held.delete(key);
    }
  }
}

function holdFor(answer: Obtained): number {
  if (answer.kind !== 'token') return PAUSE_MS;
  const { expiresInSeconds } = answer;
  if (expiresInSeconds === undefined) return UNSTATED_MS;
  const lifetime = expiresInSeconds * 1000;
  // A short token is held for most of its life all the same.
  return Math.min(lifetime - Math.min(MARGIN_MS, lifetime / 4), MAX_MS);
}
