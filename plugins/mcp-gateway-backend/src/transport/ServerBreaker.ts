import { setTimeout as delay } from 'node:timers/promises';
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleType,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { UpstreamFailure } from './UpstreamFailure';

/** `trying`: one call is on its way to see whether the server is back. */
export type BreakerState = 'closed' | 'open' | 'trying';

/** How to tell what an answer, or its absence, says about the server. */
export interface Verdict<T> {
  isFailure: (answer: T) => boolean;
  /** Nobody waits any more, which says nothing about the server. */
  isAborted: () => boolean;
}

/** Only this is counted. */
class ServerGone extends Error {}

/** Leaves one server alone while it fails, and bounds what it works on at a time. */
export class ServerBreaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #openMs: number;
  readonly #trialMs: number;
  readonly #maxInFlight: number;
  #inFlight = 0;
  #openedAt: number | undefined;

  constructor(options: {
    threshold: number;
    openMs: number;
    trialMs: number;
    maxInFlight: number;
  }) {
    this.#openMs = options.openMs;
    this.#trialMs = options.trialMs;
    this.#maxInFlight = options.maxInFlight;
    this.#policy = circuitBreaker(handleType(ServerGone), {
      halfOpenAfter: options.openMs,
      breaker: new ConsecutiveBreaker(options.threshold),
    });
    this.#policy.onBreak(() => (this.#openedAt = Date.now()));
  }

  status(): { state: BreakerState; inFlight: number; openedAt?: number } {
    return {
      state: stateOf(this.#policy.state),
      inFlight: this.#inFlight,
      ...(this.#openedAt !== undefined && { openedAt: this.#openedAt }),
    };
  }

  /** Takes a place among the calls under way. Returns how to leave it; throws when there is none. */
  enter(): () => void {
    if (this.#inFlight >= this.#maxInFlight) {
      throw new UpstreamFailure('upstream.busy', { retryAfterSeconds: 1 });
    }
    this.#inFlight++;
    let isInside = true;
    return () => {
      if (isInside) this.#inFlight--;
      isInside = false;
    };
  }

  /** Makes a call, or throws at once while the server is left alone. */
  async execute<T>(send: () => Promise<T>, verdict: Verdict<T>): Promise<T> {
    // The library lets others wait for the end of a trial; here nobody waits for a server that may be gone.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#refusal();
    let sent: Promise<T> | undefined;
    let isTrial = false;
    const judged = this.#policy
      .execute(async () => {
        isTrial = this.#policy.state === CircuitState.HalfOpen;
        sent = send();
        await (isTrial
          ? this.#judgeSoon(sent, verdict)
          : judge(sent, verdict, false));
      })
      // What the call itself says is below.
      .catch(() => {});
    // Sent at once, or not at all.
    if (!sent) throw this.#refusal();
    try {
      const answer = await sent;
      // Of a server that works nothing has to be counted before its answer goes on.
      if (isTrial || verdict.isFailure(answer)) await judged;
      return answer;
    } catch (error) {
      await judged;
      throw error;
    }
  }

  /** A trial that has not failed for a while may be a slow tool: the server took the call, others need not wait for it. */
  async #judgeSoon<T>(sent: Promise<T>, verdict: Verdict<T>): Promise<void> {
    const decided = new AbortController();
    const { signal } = decided;
    const enough = delay(this.#trialMs, undefined, { signal, ref: false });
    try {
      await Promise.race([judge(sent, verdict, true), enough]);
    } finally {
      decided.abort();
      await enough.catch(() => {});
    }
  }

  #refusal() {
    const openUntil = (this.#openedAt ?? 0) + this.#openMs;
    const seconds = Math.ceil((openUntil - Date.now()) / 1000);
    return new UpstreamFailure('upstream.circuit-open', {
      retryAfterSeconds: Math.max(1, seconds),
    });
  }
}

async function judge<T>(
  sent: Promise<T>,
  { isFailure, isAborted }: Verdict<T>,
  isTrial: boolean,
): Promise<void> {
  let answer: T;
  try {
    answer = await sent;
  } catch (error) {
    // A trial that was broken off has shown nothing: the next one may.
    throw (isAborted() ? isTrial : isCounted(error))
      ? new ServerGone('No answer')
      : error;
  }
  if (isFailure(answer)) throw new ServerGone('Not there');
}

function isCounted(error: unknown): boolean {
  const { reason } = UpstreamFailure.from(error);
  return reason === 'upstream.unreachable' || reason === 'upstream.timeout';
}

function stateOf(state: CircuitState): BreakerState {
  switch (state) {
    case CircuitState.Closed:
      return 'closed';
    case CircuitState.HalfOpen:
      return 'trying';
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
    default:
      throw new Error(`No such state: ${state satisfies never}`);
  }
}
