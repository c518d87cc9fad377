import type { Clock } from '../../access/Clock';

/** A clock that a test moves. */
export class TestClock implements Clock {
  #time = Date.parse('2026-11-23T08:00:00.000Z');

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  advance(ms: number): void {
    this.#time += ms;
  }
}
