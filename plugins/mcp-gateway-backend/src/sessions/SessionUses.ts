import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { RecentMap } from '../access/RecentMap';
import type { SessionStore } from './SessionStore';

/** A use is worth writing down when the one before it is so long ago. */
const WRITE_AFTER_MS = 30_000;
const FLUSH_EVERY_MS = 10_000;
/** What other replicas' uses may lag behind in the database: the two above, and time to write. */
export const USES_LAG_MS = 60_000;
const MAX_KNOWN = 20_000;
const MAX_UNWRITTEN = 20_000;

interface Use {
  usedAt: number;
  /** As the database or the session's own beginning says. */
  writtenAt: number;
}

/**
 * When sessions were last used. A session that began lately needs no look-up and leaves no row until it has been used for
 * a while: one that was abandoned at once costs nothing.
 */
export class SessionUses {
  static create(options: {
    store: Pick<SessionStore, 'usedAt' | 'markUsed'>;
    clock: Clock;
    logger: LoggerService;
    idleMs: number;
  }): SessionUses {
    return new SessionUses(options);
  }

  readonly #options: Parameters<typeof SessionUses.create>[0];
  readonly #known = new RecentMap<string, Use>({ max: MAX_KNOWN });
  readonly #idle = new RecentMap<string, true>({ max: MAX_KNOWN });
  #unwritten = new Map<string, number>();
  #flushedAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  private constructor(options: Parameters<typeof SessionUses.create>[0]) {
    this.#options = options;
  }

  /** Whether this replica has lately seen it in use. */
  isKnown(hash: string): boolean {
    return this.#known.has(hash);
  }

  /** Notes a use, unless the session has been idle for too long. Throws when that cannot be known. */
  use(session: { hash: string; issuedAt: number }): boolean | Promise<boolean> {
    const { hash, issuedAt } = session;
    const { clock, idleMs } = this.#options;
    if (this.#idle.has(hash)) return false;
    const known = this.#known.get(hash);
    const usedAt = known?.usedAt ?? issuedAt;
    if (clock.now() - usedAt > idleMs) return this.#useAgain(session, known);
    this.#note(hash, known?.writtenAt ?? issuedAt, known);
    return true;
  }

  /** Here it has been idle for too long; it may have been used on another replica. */
  async #useAgain(
    session: { hash: string; issuedAt: number },
    known: Use | undefined,
  ): Promise<boolean> {
    const { hash, issuedAt } = session;
    const { clock, idleMs, store } = this.#options;
    const written = await store.usedAt(hash);
    const writtenAt = written ?? known?.writtenAt ?? issuedAt;
    const latest = Math.max(known?.usedAt ?? issuedAt, writtenAt);
    if (clock.now() - latest > idleMs + USES_LAG_MS) {
      this.forget(hash);
      // It will not come back: no need to look again.
      this.#idle.set(hash, true);
      return false;
    }
    this.#note(hash, writtenAt, known);
    return true;
  }

  /** Forgets a session that has ended. */
  forget(hash: string): void {
    this.#known.delete(hash);
    this.#unwritten.delete(hash);
  }

  /** Writes what was noted, when it is time. Never throws: what could not be written is written next time. */
  async flush(options: { now?: boolean } = {}): Promise<void> {
    const { clock, store, logger } = this.#options;
    const now = clock.monotonic();
    const isTime = options.now || now - this.#flushedAt >= FLUSH_EVERY_MS;
    if (!isTime || this.#unwritten.size === 0) return;
    this.#flushedAt = now;
    const uses = this.#unwritten;
    this.#unwritten = new Map();
    try {
      await store.markUsed(uses);
      this.#isFailing = false;
    } catch (error) {
      for (const [hash, usedAt] of uses) {
        if (!this.#unwritten.has(hash)) this.#put(hash, usedAt);
      }
      if (!this.#isFailing) {
        logger.warn(
          `When sessions were last used could not be written: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isFailing = true;
    }
  }

  #note(hash: string, writtenBefore: number, known: Use | undefined) {
    const usedAt = this.#options.clock.now();
    const isWorthIt = usedAt - writtenBefore >= WRITE_AFTER_MS;
    if (isWorthIt) this.#put(hash, usedAt);
    const writtenAt = isWorthIt ? usedAt : writtenBefore;
    if (known) {
      // To have looked for it has made it one of the latest.
      known.usedAt = usedAt;
      known.writtenAt = writtenAt;
    } else this.#known.set(hash, { usedAt, writtenAt });
  }

  #put(hash: string, usedAt: number) {
    if (this.#unwritten.size < MAX_UNWRITTEN || this.#unwritten.has(hash)) {
      this.#unwritten.set(hash, usedAt);
    }
  }
}
