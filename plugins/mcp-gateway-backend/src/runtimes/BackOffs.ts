import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import { backOffMs } from './backOff';

/** One that ran so long has not failed in a row with those before it. */
const STABLE_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Which runtimes have failed lately, and when they may be started again. */
export class BackOffs {
  static create(options: { clock: Pick<Clock, 'monotonic'> }): BackOffs {
    return new BackOffs(options.clock);
  }

  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #failures = new LRUCache<
    string,
    { count: number; until: number; why: string }
  >({ max: MAX_REMEMBERED });

  private constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** What stands in the way of a start now. */
  of(key: string): { waitMs: number; why: string } | undefined {
    const known = this.#failures.get(key);
    const waitMs = known ? known.until - this.#clock.monotonic() : 0;
    return known && waitMs > 0 ? { waitMs, why: known.why } : undefined;
  }

  /** It has ended by itself. @param ranMs - so long it ran before */
  failed(key: string, options: { ranMs: number; why: string }) {
    const before = this.#failures.get(key)?.count ?? 0;
    const count = options.ranMs >= STABLE_MS ? 1 : before + 1;
    const until = this.#clock.monotonic() + backOffMs(count);
    this.#failures.set(key, { count, until, why: options.why });
  }

  /** Somebody has seen to it. */
  forget(isMeant: (key: string) => boolean) {
    for (const key of [...this.#failures.keys()]) {
      if (isMeant(key)) this.#failures.delete(key);
    }
  }
}
