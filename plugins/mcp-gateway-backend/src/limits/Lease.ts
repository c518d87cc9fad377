import { leaseSize, reserveSize } from './leaseSize';
import type { LeaseTerms, Settlement } from './types';

const IDLE_MS = 3_000;

/**
 * What this replica may spend of one limit in the current window. Begins with a first lease that nobody was asked for,
 * so that no call waits; from the first settlement on it spends only what the shared counter reserved for it.
 */
export class Lease {
  static create(options: { calls: number; perSeconds: number }): Lease {
    return new Lease(options);
  }

  readonly #calls: number;
  readonly #windowMs: number;
  #window = -1;
  /** Left of the first lease. */
  #open = 0;
  /** Reserved at the counter and not spent. */
  #reserved = 0;
  /** Spent and not counted yet. */
  #owed = 0;
  #spent = 0;
  /** The heaviest call that was refused since the counter was asked. */
  #missed = 0;
  #isCounterFull = false;
  #usedAt = 0;

  private constructor(options: Parameters<typeof Lease.create>[0]) {
    this.#calls = options.calls;
    this.#windowMs = options.perSeconds * 1000;
  }

  /** Whether a call of this weight fits. One that is heavier than the whole limit takes all of it. */
  allows(weight: number, now: number, terms: LeaseTerms): boolean {
    const needed = this.#weigh(weight);
    this.#enter(now, needed, terms);
    this.#usedAt = now;
    const held = this.#open + this.#reserved;
    if (needed <= held) return true;
    if (terms.isAway && needed <= this.#share(terms) - this.#spent) return true;
    this.#missed = Math.max(this.#missed, needed);
    return false;
  }

  /** Spends what {@link Lease.allows} said fits. */
  spend(weight: number): void {
    const needed = this.#weigh(weight);
    const fromReserve = Math.min(this.#reserved, needed);
    const rest = needed - fromReserve;
    this.#reserved -= fromReserve;
    this.#open = Math.max(0, this.#open - rest);
    this.#owed += rest;
    this.#spent += needed;
  }

  /** When a refused call has a chance again: after the next settlement, or in the next window. */
  retryAfterMs(now: number): number {
    return this.#isCounterFull ? this.#endsAt() - now : 1_000;
  }

  /** Whether to settle before its turn. A full counter is asked in turn only. */
  isLow(terms: LeaseTerms): boolean {
    if (this.#isCounterFull) return false;
    const held = this.#open + this.#reserved;
    return (
      this.#missed > 0 || held * 2 < reserveSize(this.#calls, terms.replicas)
    );
  }

  /** Nothing to settle until it is used again. */
  isQuiet(now: number, terms: LeaseTerms): boolean {
    if (this.#isOver(now)) return true;
    const { back } = this.#needs(now, terms);
    return this.#isIdle(now) && this.#owed === 0 && back === 0;
  }

  /** What to settle now. What is given back is not spent any more, whether or not the counter hears of it. */
  settlement(now: number, terms: LeaseTerms): Settlement | undefined {
    if (this.#isOver(now)) return undefined;
    const { want, back } = this.#needs(now, terms);
    const owed = this.#owed;
    if (owed === 0 && want === 0 && back === 0) return undefined;
    this.#missed = 0;
    this.#reserved -= back;
    const cap = this.#calls;
    return {
      window: this.#window,
      endsAt: this.#endsAt(),
      cap,
      owed,
      back,
      want,
    };
  }

  /** The counter's answer. What was spent meanwhile is covered by it first. */
  settled(asked: Settlement, granted: number): void {
    if (asked.window !== this.#window) return;
    this.#open = 0;
    this.#reserved += granted;
    this.#owed -= asked.owed;
    this.#isCounterFull = granted < asked.want;
    const covered = Math.min(this.#reserved, this.#owed);
    this.#reserved -= covered;
    this.#owed -= covered;
  }

  #needs(now: number, terms: LeaseTerms): { want: number; back: number } {
    const { replicas, isLeaving } = terms;
    if (isLeaving) return { want: 0, back: this.#reserved };
    const size = reserveSize(this.#calls, replicas);
    if (this.#isIdle(now) || this.#reserved > 2 * size) {
      const keep = Math.min(size, Math.ceil(this.#calls / (4 * replicas)));
      const isShared = replicas > 1;
      return {
        want: 0,
        back: isShared ? Math.max(0, this.#reserved - keep) : 0,
      };
    }
    const isShort = this.#reserved * 2 < size || this.#missed > this.#reserved;
    const target = Math.max(size, this.#missed);
    return { want: isShort ? target - this.#reserved : 0, back: 0 };
  }

  /** Windows begin at the same moments on every replica; whoever comes first begins with the first lease. */
  #enter(now: number, needed: number, terms: LeaseTerms) {
    const window = Math.floor(now / this.#windowMs) * this.#windowMs;
    // A clock that was set back does not open a window again.
    if (window <= this.#window) return;
    this.#window = window;
    this.#open = Math.max(leaseSize(this.#calls, terms.replicas), needed);
    this.#reserved = 0;
    this.#owed = 0;
    this.#spent = 0;
    this.#missed = 0;
    this.#isCounterFull = false;
  }

  #weigh(weight: number) {
    return Math.min(weight, this.#calls);
  }

  /** Without the counter each replica keeps to its part of the limit. */
  #share({ replicas }: LeaseTerms) {
    return Math.floor(this.#calls / replicas);
  }

  #endsAt() {
    return this.#window + this.#windowMs;
  }

  #isOver(now: number) {
    return now >= this.#endsAt();
  }

  #isIdle(now: number) {
    return now - this.#usedAt >= IDLE_MS;
  }
}
