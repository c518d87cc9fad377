import { randomUUID } from 'crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { RecentMap } from '../access/RecentMap';
import { SharedRun } from '../access/SharedRun';
import { within } from '../access/within';
import { Lease } from './Lease';
import type { Asked, LimitCounters } from './LimitCounters';
import type { Charge, LeaseTerms, LimitHit } from './types';

const TICK_MS = 1_000;
const SOON_MS = 5;
const TIMEOUT_MS = 2_000;
/** Without an answer for so long, the counters are away. */
const AWAY_MS = 3_000;
const CLEAN_UP_MS = 60_000;
/** A lease that is forgotten before it is settled takes its calls along: those used last, half of these, never are. */
const MAX_LEASES = 200_000;
/** Before the others were counted: better too many than too few. */
const ASSUMED_REPLICAS = 2;

/** Spends calls from this replica's leases, and settles them with the shared counters off the path of the calls. */
export class LimitLedger {
  static create(options: {
    counters: LimitCounters;
    clock: Clock;
    logger: LoggerService;
  }): LimitLedger {
    return new LimitLedger(options);
  }

  readonly #counters: LimitCounters;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #id = randomUUID();
  readonly #leases = new RecentMap<string, Lease>({ max: MAX_LEASES });
  /** Leases that have something to settle, or may have. */
  readonly #active = new Map<string, Lease>();
  readonly #run = SharedRun.create(() => this.#settle());
  #replicas = ASSUMED_REPLICAS;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #countedAt = Number.NEGATIVE_INFINITY;
  #cleanedAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;
  #isLeaving = false;
  #tick: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;

  private constructor(options: Parameters<typeof LimitLedger.create>[0]) {
    this.#counters = options.counters;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Counts a call against all of its limits, or against none where one of them is used up. Never waits. */
  take(charges: readonly Charge[]): LimitHit | undefined {
    const now = this.#clock.now();
    const terms = this.#terms();
    const leases = charges.map(charge => this.#lease(charge));
    let hit: LimitHit | undefined;
    charges.forEach(({ rule, weight }, index) => {
      const lease = leases[index];
      if (!lease || lease.allows(weight, now, terms)) return;
      const seconds = Math.max(1, Math.ceil(lease.retryAfterMs(now) / 1000));
      if (!hit || seconds > hit.retryAfterSeconds) {
        hit = { rule, retryAfterSeconds: seconds };
      }
    });
    let isLow = false;
    charges.forEach(({ key, weight }, index) => {
      const lease = leases[index];
      if (!lease) return;
      if (!hit) lease.spend(weight);
      this.#active.set(key, lease);
      isLow ||= lease.isLow(terms);
    });
    if (isLow) this.#settleSoon();
    return hit;
  }

  /** Settles everything now; with others who ask, once. Never throws. */
  async settle(): Promise<void> {
    await this.#run.ask();
  }

  /** Settles every second. */
  async start(): Promise<void> {
    this.#tick ??= setInterval(() => void this.settle(), TICK_MS);
    await this.settle();
  }

  /** Settles for the last time, and gives back what it had reserved. */
  async stop(): Promise<void> {
    clearInterval(this.#tick);
    clearTimeout(this.#soon);
    this.#isLeaving = true;
    await this.settle();
    try {
      await within(this.#counters.leave(this.#id), TIMEOUT_MS);
    } catch (error) {
      this.#report(error);
    }
  }

  #lease({ key, rule }: Charge): Lease {
    let lease = this.#leases.get(key);
    if (!lease) {
      lease = Lease.create(rule);
      this.#leases.set(key, lease);
    }
    return lease;
  }

  #terms(): LeaseTerms {
    const isAway = this.#clock.monotonic() - this.#answeredAt > AWAY_MS;
    return { replicas: this.#replicas, isAway, isLeaving: this.#isLeaving };
  }

  #settleSoon() {
    if (this.#isFailing) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.settle();
    }, SOON_MS).unref();
  }

  async #settle(): Promise<void> {
    const started = this.#clock.monotonic();
    try {
      if (started - this.#countedAt >= TICK_MS / 2) {
        const counting = this.#counters.countReplicas(
          this.#id,
          this.#clock.now(),
        );
        this.#replicas = await within(counting, TIMEOUT_MS);
        this.#countedAt = started;
      }
      await this.#settleLeases();
      this.#answeredAt = started;
      await this.#cleanUp();
      this.#report(undefined);
    } catch (error) {
      this.#report(error);
    }
  }

  async #settleLeases() {
    const now = this.#clock.now();
    const terms = this.#terms();
    const asked: (Asked & { lease: Lease })[] = [];
    for (const [key, lease] of this.#active) {
      const settlement = lease.settlement(now, terms);
      if (settlement) asked.push({ key, lease, settlement });
      else if (lease.isQuiet(now, terms)) this.#active.delete(key);
    }
    if (asked.length === 0) return;
    const settling = this.#counters.settle(asked);
    const granted = await within(settling, TIMEOUT_MS);
    asked.forEach(({ lease, settlement }, index) =>
      lease.settled(settlement, granted[index] ?? 0),
    );
  }

  async #cleanUp() {
    const started = this.#clock.monotonic();
    if (started - this.#cleanedAt < CLEAN_UP_MS) return;
    this.#cleanedAt = started;
    const before = this.#clock.now() - CLEAN_UP_MS;
    await within(this.#counters.cleanUp(before), TIMEOUT_MS);
  }

  /** Says once that it fails and once that it works again, not every second. */
  #report(error: unknown) {
    if (error !== undefined && !this.#isFailing) {
      this.#logger.warn(
        `Limits cannot be settled; each replica keeps to its own part of them until they can: ${stringifyError(
          error,
        )}`,
      );
    }
    if (error === undefined && this.#isFailing) {
      this.#logger.info('Limits can be settled again');
    }
    this.#isFailing = error !== undefined;
  }
}
