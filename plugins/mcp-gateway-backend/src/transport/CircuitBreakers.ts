import { RecentMap } from '../access/RecentMap';
import { ServerBreaker, type BreakerState } from './ServerBreaker';

/** What an operations page shows of a server's breaker on this replica. */
export interface BreakerStatus {
  serverRef: string;
  state: BreakerState;
  /** Calls that the server is working on, open streams included. */
  inFlight: number;
  /** When it opened last, milliseconds since the epoch. */
  openedAt?: number;
}

/** One breaker per server and address, so that none answers for another's failures. */
export class CircuitBreakers {
  static create(
    options: {
      /** So many failures in a row open it. */
      threshold?: number;
      /** So long a failing server is left alone. */
      openMs?: number;
      /** A trial call that has not failed by then counts as a success: it may be a slow tool. */
      trialMs?: number;
      /** Calls that one server works on at a time. */
      maxInFlight?: number;
      /** Servers that are remembered; those not called for long are forgotten, which closes their breaker. */
      maxServers?: number;
    } = {},
  ) {
    return new CircuitBreakers(options);
  }

  readonly #breakers: RecentMap<string, ServerBreaker>;
  readonly #options: ConstructorParameters<typeof ServerBreaker>[0];

  private constructor(options: Parameters<typeof CircuitBreakers.create>[0]) {
    const {
      threshold = 5,
      openMs = 10_000,
      trialMs = 10_000,
      maxInFlight = 2_000,
      maxServers = 10_000,
    } = options ?? {};
    this.#options = { threshold, openMs, trialMs, maxInFlight };
    this.#breakers = new RecentMap({ max: maxServers });
  }

  /** A new address of a server starts with a clean record. */
  for(serverRef: string, url: string): ServerBreaker {
    const key = `${serverRef} ${url}`;
    let breaker = this.#breakers.get(key);
    if (!breaker) {
      breaker = new ServerBreaker(this.#options);
      this.#breakers.set(key, breaker);
    }
    return breaker;
  }

  /** Every server that was called lately. */
  status(): BreakerStatus[] {
    return this.#breakers.entries().map(([key, breaker]) => ({
      serverRef: key.slice(0, key.indexOf(' ')),
      ...breaker.status(),
    }));
  }
}
