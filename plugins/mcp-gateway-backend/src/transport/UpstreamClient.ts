import { Agent, request, type Dispatcher } from 'undici';
import type { Call } from '../pipeline/types';
import { headersForUpstream } from './headers';

/** Limits of what a server may take, in milliseconds. */
export interface UpstreamLimits {
  connectMs: number;
  /** Until the first header of an answer. */
  headersMs: number;
  /** Between two pieces of an answer; streams send keep-alives more often. */
  idleMs: number;
}

/** Sends what was decided to the server, byte for byte, and hands back its answer as a stream. */
export class UpstreamClient {
  static create(options: { limits: UpstreamLimits }) {
    const { connectMs, headersMs, idleMs } = options.limits;
    return new UpstreamClient(
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
  async send(options: {
    call: Call;
    url: string;
    signal: AbortSignal;
  }): Promise<Dispatcher.ResponseData> {
    const { call, url, signal } = options;
    return request(url, {
      dispatcher: this.#agent,
      method: call.httpMethod,
      headers: headersForUpstream(call.headers),
      body: call.message?.bytes,
      signal,
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
