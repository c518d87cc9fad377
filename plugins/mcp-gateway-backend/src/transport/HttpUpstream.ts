import type { Agent } from 'undici';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import type { EgressGuard } from '../egress/EgressGuard';
import { Deadlines } from './Deadlines';
import { Exchange } from './Exchange';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './Upstream';

/** Limits of what a server may take, in milliseconds. */
export interface UpstreamLimits {
  /** To resolve, connect and agree on TLS. */
  connectMs: number;
  /** From the call to the head of its answer. */
  headersMs: number;
  /** Between two pieces of an answer; streams send keep-alives more often. */
  idleMs: number;
}

/** A server that speaks Streamable HTTP: gets what was decided, byte for byte, and its answer is handed back as a stream. */
export class HttpUpstream implements Upstream {
  static create(options: { guard: EgressGuard; limits: UpstreamLimits }) {
    const { guard, limits } = options;
    return new HttpUpstream(
      createGuardedAgent({ guard, limits }),
      Deadlines.create({ ms: limits.headersMs }),
    );
  }

  readonly #agent: Agent;
  readonly #deadlines: Deadlines;

  private constructor(agent: Agent, deadlines: Deadlines) {
    this.#agent = agent;
    this.#deadlines = deadlines;
  }

  /** Redirects are never followed: an answer 3xx comes back as it is. Throws an `UpstreamFailure`. */
  send(options: UpstreamRequest): Promise<UpstreamAnswer> {
    const { url, httpMethod, headers, body, cancellation } = options;
    return Exchange.send({
      agent: this.#agent,
      url,
      method: httpMethod,
      headers,
      body,
      cancellation,
      deadlines: this.#deadlines,
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
