import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import { SharedRun } from '../access/SharedRun';
import type { SessionStore } from './SessionStore';

/** An end holds on every replica within this time. */
const HOLDS_WITHIN_MS = 2_000;
const PAGE = 5_000;
const MAX_REMEMBERED = 100_000;

/**
 * Which sessions have ended: in memory, read every second. An end is remembered for as long as the session could be taken
 * for open otherwise; from then on it is idle.
 */
export class SessionEnds {
  static create(options: {
    store: Pick<SessionStore, 'hasEnded' | 'end' | 'endedAfter'>;
    clock: Clock;
    logger: LoggerService;
    /** How long an end must be remembered. */
    keepMs: number;
    maxRemembered?: number;
  }): SessionEnds {
    return new SessionEnds(options);
  }

  readonly #options: Parameters<typeof SessionEnds.create>[0];
  readonly #maxRemembered: number;
  /** Hash → when it ended, in that order, more or less. */
  readonly #ended = new Map<string, number>();
  /** Of this replica, not written yet. */
  #unwritten = new Map<string, number>();
  readonly #writing = SharedRun.create(() => this.#write());
  #sequence = 0;
  #knownAt: Moment | undefined;
  /** Ends up to then may not be remembered here: there were too many. */
  #forgottenUntil = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  private constructor(options: Parameters<typeof SessionEnds.create>[0]) {
    this.#options = options;
    this.#maxRemembered = options.maxRemembered ?? MAX_REMEMBERED;
  }

  /**
   * Whether a session has ended. Throws when that cannot be known. `isKnown`: this replica saw it open lately, which is
   * enough while the database is away.
   */
  hasEnded(session: {
    hash: string;
    issuedAt: number;
    isKnown: boolean;
  }): boolean | Promise<boolean> {
    const { hash, issuedAt, isKnown } = session;
    if (this.#ended.has(hash)) return true;
    const { clock, store } = this.#options;
    const isCurrent =
      this.#knownAt !== undefined &&
      elapsedSince(clock, this.#knownAt) < HOLDS_WITHIN_MS;
    if ((isCurrent || isKnown) && issuedAt > this.#forgottenUntil) return false;
    return store.hasEnded(hash);
  }

  /** Ends a session: here at once, everywhere within two seconds of its being written. Never throws. */
  async end(hash: string): Promise<void> {
    const now = this.#options.clock.now();
    this.#remember(hash, now);
    if (this.#unwritten.size < this.#maxRemembered) {
      this.#unwritten.set(hash, now);
    }
    await this.#writing.ask();
  }

  /** Reads what has ended since the last time, and writes what could not be written then. Never throws. */
  async poll(): Promise<void> {
    const { clock, store, keepMs } = this.#options;
    // What was committed before the question was asked is in the answer; what came later may not be.
    const askedAt = momentOf(clock);
    const since = askedAt.now - keepMs;
    try {
      for (let isMore = true; isMore; ) {
        const page = await store.endedAfter(this.#sequence, {
          since,
          limit: PAGE,
        });
        for (const { hash, sequence, endedAt } of page) {
          this.#remember(hash, endedAt);
          this.#sequence = sequence;
        }
        isMore = page.length === PAGE;
      }
      this.#knownAt = askedAt;
      for (const [hash, endedAt] of this.#ended) {
        if (endedAt <= since) this.#ended.delete(hash);
      }
      this.#report(undefined);
    } catch (error) {
      this.#report(error);
    }
    if (this.#unwritten.size > 0) await this.#writing.ask();
  }

  async #write(): Promise<void> {
    if (this.#unwritten.size === 0) return;
    const ended = this.#unwritten;
    this.#unwritten = new Map();
    try {
      await this.#options.store.end(ended);
    } catch (error) {
      for (const [hash, at] of ended) this.#unwritten.set(hash, at);
      this.#report(error);
    }
  }

  #remember(hash: string, endedAt: number) {
    this.#ended.set(hash, endedAt);
    if (this.#ended.size <= this.#maxRemembered) return;
    const [[oldest, oldestEnd] = []] = this.#ended;
    if (oldest === undefined || oldestEnd === undefined) return;
    this.#ended.delete(oldest);
    this.#forgottenUntil = Math.max(this.#forgottenUntil, oldestEnd);
  }

  /** Says once that it fails and once that it works again, not every second. */
  #report(error: unknown) {
    const { logger } = this.#options;
    if (error !== undefined && !this.#isFailing) {
      logger.warn(
        `Which sessions have ended cannot be read or written; sessions that this replica does not know are refused until they can: ${stringifyError(
          error,
        )}`,
      );
    }
    if (error === undefined && this.#isFailing) {
      logger.info('Which sessions have ended can be read again');
    }
    this.#isFailing = error !== undefined;
  }
}
