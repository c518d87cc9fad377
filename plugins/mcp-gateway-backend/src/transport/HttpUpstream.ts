import { Agent, request } from 'undici';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './Upstream';

/** Limits of what a server may take, in milliseconds. */
export interface UpstreamLimits {
  connectMs: number;
  /** Until the first header of an answer. */
  headersMs: number;
  /** Between two pieces of an answer; streams send keep-alives more often. */
  idleMs: number;
}

/** A server that speaks Streamable HTTP: gets what was decided, byte for byte, and its answer is handed back as a stream. */
export class HttpUpstream implements Upstream {
  static create(options: { limits: UpstreamLimits }) {
    const { connectMs, headersMs, idleMs } = options.limits;
    return new HttpUpstream(
      new Agent({
        connect: { timeout: connectMs },
        headersTimeout: headersMs,
        bodyTimeout: idleMs,
        connections: 256,
      }),
    );
  }

  readonly #agent: Agent;

  private constructor(agent: Agent) {
    this.#agent = agent;
  }

  /** Redirects are never followed: an answer 3xx comes back as it is. */
  async send(options: UpstreamRequest): Promise<UpstreamAnswer> {
    const { url, httpMethod, headers, body, signal } = options;
    const answer = await request(url, {
      dispatcher: this.#agent,
      method: httpMethod,
      headers,
      body,
      signal,
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body,
    };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
