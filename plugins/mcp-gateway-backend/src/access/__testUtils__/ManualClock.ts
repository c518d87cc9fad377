import type { Clock } from '../Clock';

/** Time goes on when the test says so. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-23T10:00:00.000Z');
  #monotonic = 0;

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    this.#monotonic += milliseconds;
  }

  /** As when an administrator sets the clock or the machine wakes up. */
  setTimeOfDay(now: number): void {
    this.#now = now;
  }
}
