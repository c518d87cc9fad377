import type { CircuitBreakers } from './CircuitBreakers';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './Upstream';
import { UpstreamFailure } from './UpstreamFailure';
import { WholeBody } from './WholeBody';

/**
 * What a gateway or a proxy in front of a server says when the server is not there. 500 is not among them: whoever finds
 * arguments that break a tool must not be able to take the server from everybody.
 */
const GONE = [502, 503, 504];

/** An upstream whose failing servers are left alone for a while, and whose servers each get so many calls at a time. */
export class BreakerUpstream implements Upstream {
  static create(options: { upstream: Upstream; breakers: CircuitBreakers }) {
    return new BreakerUpstream(options);
  }

  readonly #upstream: Upstream;
  readonly #breakers: CircuitBreakers;

  private constructor(options: Parameters<typeof BreakerUpstream.create>[0]) {
    this.#upstream = options.upstream;
    this.#breakers = options.breakers;
  }

  /** Throws an {@link UpstreamFailure}. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const breaker = this.#breakers.for(request.call.serverRef, request.url);
    const leave = breaker.enter();
    try {
      const answer = await breaker.execute(() => this.#upstream.send(request), {
        isFailure: ({ status }) => GONE.includes(status),
        isAborted: () => request.cancellation.isCancelled,
      });
      if (answer.body instanceof WholeBody) leave();
      else answer.body.once('close', leave);
      return answer;
    } catch (error) {
      leave();
      throw UpstreamFailure.from(error);
    }
  }
}
