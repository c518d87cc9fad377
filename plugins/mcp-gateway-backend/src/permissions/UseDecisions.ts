import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { PermissionEvaluator } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import { NOT_ASKED } from './NOT_ASKED';
import { PersonDecision } from './PersonDecision';
import type { UseDecision, UseDecisionStore } from './UseDecisionStore';

/** A change holds on every replica within this time. */
const HOLDS_WITHIN_MS = 2_000;
const POLL_MS = 1_000;
const BATCH = 200;
const MAX_PEOPLE = 20_000;
/** Characters of all decisions that are held. */
const MAX_TOTAL = 64 * 1024 * 1024;
/** What is held beside a decision's text, about. */
const OVERHEAD = 500;

/**
 * What the portal's policy said of each person, for calls: held in memory, and changes are read every second. Where that
 * reading is too old to be trusted, the database is asked about each call.
 */
export class UseDecisions {
  static create(options: {
    store: Pick<UseDecisionStore, 'find' | 'head' | 'changedAfter'>;
    /** `permission.enabled` */
    isOn: boolean;
    clock: Clock;
    logger: LoggerService;
  }): UseDecisions {
    return new UseDecisions(options);
  }

  readonly #options: Parameters<typeof UseDecisions.create>[0];
  readonly #held = new LRUCache<string, PersonDecision>({
    max: MAX_PEOPLE,
    maxSize: MAX_TOTAL,
    sizeCalculation: ({ length }) => length + OVERHEAD,
  });
  #sequence: number | undefined;
  #knownAt: Moment | undefined;
  #isFailing = false;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(options: Parameters<typeof UseDecisions.create>[0]) {
    this.#options = options;
  }

  /**
   * What decides about a person's calls, now and as long as it is used: it follows what is kept. Throws when that cannot be
   * known: then nothing may be allowed.
   */
  of(
    userEntityRef: string,
  ): PermissionEvaluator | Promise<PermissionEvaluator> {
    if (!this.#options.isOn) return NOT_ASKED.off;
    // Refs are held in small letters, and most come so.
    const held = this.#isFollowing() && this.#held.get(userEntityRef);
    return held || this.#find(userEntityRef.toLocaleLowerCase('en-US'));
  }

  async #find(userRef: string): Promise<PermissionEvaluator> {
    const isFollowing = this.#isFollowing();
    const held = this.#held.get(userRef);
    if (held && isFollowing) return held;
    const row = await this.#options.store.find(userRef);
    // What was read before changes are followed may miss one of them: it is for this call alone.
    return isFollowing ? this.#hold(userRef, row) : PersonDecision.create(row);
  }

  /** Holds what this replica has just kept, without waiting for the next reading. */
  take(row: UseDecision): void {
    if (this.#sequence !== undefined) this.#hold(row.userRef, row);
  }

  /** Begins to follow changes: before the first call, so that nothing is held that misses one. */
  async start(): Promise<void> {
    if (this.#options.isOn && !this.#isStopped) await this.#tick();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#ticking;
  }

  /** Reads what changed since the last time. Never throws. */
  async poll(): Promise<void> {
    const { store, clock } = this.#options;
    // What was committed before the question was asked is in the answer; what came later may not be.
    const askedAt = momentOf(clock);
    try {
      let read = BATCH;
      this.#sequence ??= await store.head();
      while (read === BATCH) {
        const rows = await store.changedAfter(this.#sequence, BATCH);
        for (const row of rows) {
          this.#hold(row.userRef, row);
          this.#sequence = row.sequence;
        }
        read = rows.length;
      }
      this.#knownAt = askedAt;
      this.#report(undefined);
    } catch (error) {
      this.#report(error);
    }
  }

  #isFollowing(): boolean {
    return (
      this.#knownAt !== undefined &&
      elapsedSince(this.#options.clock, this.#knownAt) < HOLDS_WITHIN_MS
    );
  }

  #hold(userRef: string, row: UseDecision | undefined): PersonDecision {
    const held = this.#held.get(userRef);
    // Read before a change, and here after it: what is held is newer.
    if (held && held.sequence >= (row?.sequence ?? 0)) return held;
    const newest = held ?? PersonDecision.create(row);
    if (held && row) held.renew(row);
    // Put in anew, since its size is another one.
    this.#held.delete(userRef);
    this.#held.set(userRef, newest);
    return newest;
  }

  async #tick(): Promise<void> {
    await this.poll();
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick();
    }, POLL_MS);
    this.#timer.unref();
  }

  /** Says once that it fails and once that it works again, not every second. */
  #report(error: unknown): void {
    const { logger } = this.#options;
    if (error !== undefined && !this.#isFailing) {
      logger.warn(
        `What the portal's policy says of people cannot be read; the database is asked about each call until it can: ${stringifyError(
          error,
        )}`,
      );
    }
    if (error === undefined && this.#isFailing) {
      logger.info("What the portal's policy says of people can be read again");
    }
    this.#isFailing = error !== undefined;
  }
}
