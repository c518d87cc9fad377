import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import { MAX_CACHED_TOKENS } from './limits';
import type { TokenStore } from './TokenStore';

/** Once a minute is as exact as people need it. */
const EVERY_MS = 60_000;

/** Remembers which tokens were used and writes it down now and then, off the path of the calls. */
export class LastUse {
  static create(options: {
    store: Pick<TokenStore, 'markUsed'>;
    clock: Clock;
    logger: LoggerService;
  }): LastUse {
    return new LastUse(options);
  }

  readonly #store: Pick<TokenStore, 'markUsed'>;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #writtenAt = new LRUCache<string, number>({
    max: MAX_CACHED_TOKENS,
  });
  readonly #pending = new Set<string>();

  private constructor(options: Parameters<typeof LastUse.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Notes a use. */
  note(tokenId: string): void {
    const writtenAt = this.#writtenAt.get(tokenId);
    const now = this.#clock.now();
    if (writtenAt !== undefined && Math.abs(now - writtenAt) < EVERY_MS) {
      return;
    }
    this.#writtenAt.set(tokenId, now);
    if (this.#pending.size < MAX_CACHED_TOKENS) {
      this.#pending.add(tokenId);
    }
  }

  /** Writes what was noted. Never throws: a lost time of use is no harm, a lost call would be. */
  async write(): Promise<void> {
    if (this.#pending.size === 0) {
      return;
    }
    const ids = [...this.#pending];
    this.#pending.clear();
    try {
      await this.#store.markUsed(
        ids,
        new Date(this.#clock.now()).toISOString(),
      );
    } catch (error) {
      this.#logger.warn(
        `When tokens were last used could not be written: ${stringifyError(
          error,
        )}`,
      );
    }
  }
}
