import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { TokenStore } from './TokenStore';

/** A revocation holds on every replica within this time. */
const HOLDS_WITHIN_MS = 2000;

/**
 * Which tokens were revoked: kept in memory, read every second. Where the reading is too old to be trusted, the
 * database is asked about each call.
 */
export class Revocations {
  static create(options: {
    store: Pick<TokenStore, 'find' | 'revokedAfter'>;
    clock: Clock;
    logger: LoggerService;
  }): Revocations {
    return new Revocations(options);
  }

  readonly #store: Pick<TokenStore, 'find' | 'revokedAfter'>;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  /** Token id → when it would have expired. */
  readonly #revoked = new Map<string, number>();
  #sequence = 0;
  #knownAt: Moment | undefined;
  #isFailing = false;

  private constructor(options: Parameters<typeof Revocations.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Whether a token was revoked. Throws when that cannot be known: then it must not be used. */
  isRevoked(tokenId: string): boolean | Promise<boolean> {
    if (this.#revoked.has(tokenId)) {
      return true;
    }
    const isCurrent =
      this.#knownAt !== undefined &&
      elapsedSince(this.#clock, this.#knownAt) < HOLDS_WITHIN_MS;
    return isCurrent ? false : this.#ask(tokenId);
  }

  async #ask(tokenId: string): Promise<boolean> {
    const row = await this.#store.find(tokenId);
    return !row || row.revoked_at !== null;
  }

  /** Remembers a revocation that this replica made or met. */
  add(tokenId: string, expiresAt: number): void {
    this.#revoked.set(tokenId, expiresAt);
  }

  /** Reads what was revoked since the last time. Never throws. */
  async poll(): Promise<void> {
    // What was committed before the question was asked is in the answer; what came later may not be.
    const askedAt = momentOf(this.#clock);
    try {
      const now = new Date(askedAt.now).toISOString();
      const rows = await this.#store.revokedAfter(this.#sequence, now);
      for (const row of rows) {
        this.#revoked.set(row.id, Date.parse(row.expires_at));
        this.#sequence = Number(row.revoked_sequence);
      }
      this.#knownAt = askedAt;
      this.#forgetExpired(askedAt.now);
      this.#report(undefined);
    } catch (error) {
      this.#report(error);
    }
  }

  #forgetExpired(now: number): void {
    for (const [id, expiresAt] of this.#revoked) {
      if (expiresAt <= now) {
        this.#revoked.delete(id);
      }
    }
  }

  /** Says once that it fails and once that it works again, not every second. */
  #report(error: unknown): void {
    if (error !== undefined && !this.#isFailing) {
      this.#logger.warn(
        `Revoked tokens cannot be read; the database is asked about each call until they can: ${stringifyError(
          error,
        )}`,
      );
    }
    if (error === undefined && this.#isFailing) {
      this.#logger.info('Revoked tokens can be read again');
    }
    this.#isFailing = error !== undefined;
  }
}
