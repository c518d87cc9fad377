import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * How many messages that cost no server anything (sessions, notifications, answers) a person may send to this replica,
 * to all servers together. A bound against floods, not a limit to reckon with: each replica counts for itself.
 */
export class MessageBound {
  static create(options: { calls: number; perSeconds: number }): MessageBound {
    return new MessageBound(options);
  }

  readonly #limiter: RateLimiterMemory;

  private constructor(options: { calls: number; perSeconds: number }) {
    this.#limiter = new RateLimiterMemory({
      points: options.calls,
      duration: options.perSeconds,
    });
  }

  /** Counts one message. Seconds to wait where it is one too many. */
  async take(userEntityRef: string): Promise<number | undefined> {
    try {
      await this.#limiter.consume(userEntityRef);
      return undefined;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    }
  }
}
