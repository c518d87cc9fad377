import type { Clock } from '../../access/Clock';

const JUNK_PER_SECOND = 10;

/** What one runtime may write. More than that waits, and junk ends it: it costs nobody else anything. */
export interface FloodLimits {
  readonly bytesPerSecond: number;
  readonly messagesPerSecond: number;
  /** Lines that no server would write that keeps to the protocol, before it is ended. A few a second are forgiven. */
  readonly junk: number;
}

/** See {@link FloodLimits}. */
export const FLOOD_LIMITS: FloodLimits = {
  bytesPerSecond: 16 * 1024 * 1024,
  messagesPerSecond: 2_000,
  junk: 500,
};

/** Measures what a runtime writes. Two seconds' worth may come at once. */
export class FloodGate {
  readonly #limits: FloodLimits;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #bytes = 0;
  #messages = 0;
  #junk = 0;
  #at: number;

  constructor(options: {
    limits: FloodLimits;
    clock: Pick<Clock, 'monotonic'>;
  }) {
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#at = options.clock.monotonic();
  }

  /** How long to read nothing more, in milliseconds. */
  spend(what: { bytes: number; messages: number }): number {
    this.#forgive();
    this.#bytes += what.bytes;
    this.#messages += what.messages;
    const { bytesPerSecond, messagesPerSecond } = this.#limits;
    const seconds = Math.max(
      this.#bytes / bytesPerSecond - 2,
      this.#messages / messagesPerSecond - 2,
      0,
    );
    return Math.ceil(seconds * 1000);
  }

  /** Whether it was one line of junk too much. */
  junk(): boolean {
    this.#forgive();
    this.#junk += 1;
    return this.#junk > this.#limits.junk;
  }

  #forgive() {
    const now = this.#clock.monotonic();
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    const { bytesPerSecond, messagesPerSecond } = this.#limits;
    this.#bytes = Math.max(0, this.#bytes - seconds * bytesPerSecond);
    this.#messages = Math.max(0, this.#messages - seconds * messagesPerSecond);
    this.#junk = Math.max(0, this.#junk - seconds * JUNK_PER_SECOND);
  }
}
