import type { LoggerService } from '@backstage/backend-plugin-api';
import { Client } from '@modelcontextprotocol/client';
import type {
  ProbeRequest,
  ProbeResult,
  RemoteCandidate,
} from '../service/ProbeService';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import { createGuardedFetch } from '../egress/createGuardedFetch';
import type { EgressGuard } from '../egress/EgressGuard';
import type { Assertions } from '../tokens/Assertions';
import {
  createProbeCredential,
  type ProbeCredential,
} from './createProbeCredential';
import { createProbeFetch } from './createProbeFetch';
import { createProbeTransport } from './createProbeTransport';
import { explainFailure } from './explainFailure';
import { learn } from './learn';
import { ProbeError } from './ProbeError';
import { readProbeUrl } from './readProbeUrl';

/** Options of {@link McpProbe}. */
export interface McpProbeOptions {
  logger: LoggerService;
  /** Where a candidate may be. */
  guard: EgressGuard;
  /** For servers whose calls carry the gateway's signed word. */
  assertions: Pick<Assertions, 'sign'>;
  timeoutMs?: number;
  /** Of all answers of one probe together. */
  maxBytes?: number;
}

/** Connects to a candidate as nobody in particular, asks for its tools, and leaves. */
export class McpProbe {
  static create(options: McpProbeOptions): McpProbe {
    return new McpProbe(options);
  }

  readonly #options: Required<McpProbeOptions>;

  private constructor(options: McpProbeOptions) {
    this.#options = {
      timeoutMs: 15_000,
      maxBytes: 8 * 1024 * 1024,
      ...options,
    };
  }

  async probe(
    request: Omit<ProbeRequest, 'upstream' | 'hosted' | 'hosts'> & {
      upstream: RemoteCandidate;
    },
  ): Promise<ProbeResult> {
    const { logger, timeoutMs, assertions } = this.#options;
    const { upstream, credential } = request;
    const ended = new AbortController();
    const timer = setTimeout(
      () =>
        ended.abort(
          new ProbeError(
            `The server did not answer within ${timeoutMs / 1000} seconds.`,
          ),
        ),
      timeoutMs,
    );
    try {
      const { type, url } = upstream;
      return await this.#visit({
        ...{ type, ended },
        url: readProbeUrl(url),
        credential: await createProbeCredential({
          ...{ assertions, credential, url },
        }),
      });
    } catch (error) {
      // Whatever broke because the probe was ended, the reason for ending it is the reason.
      const reason = ended.signal.aborted ? ended.signal.reason : error;
      const isSigned = credential?.type === 'signed-assertion';
      const explanation = explainFailure(reason, { isSigned });
      logger.info(`Probe of server ${request.serverId}: ${explanation}`);
      return { ok: false, error: explanation };
    } finally {
      clearTimeout(timer);
    }
  }

  async #visit(options: {
    type: RemoteCandidate['type'];
    url: URL;
    credential: ProbeCredential;
    ended: AbortController;
  }): Promise<ProbeResult> {
    const { type, url, credential, ended } = options;
    const { signal } = ended;
    const { guard, timeoutMs } = this.#options;
    // Connections of its own, gone with the probe: nothing of it is left for people's calls.
    const agent = createGuardedAgent({
      guard,
      limits: { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs },
    });
    const { transport, end: endSession } = createProbeTransport({
      type,
      url,
      fetch: createProbeFetch({
        ...{ type, url, credential },
        fetch: createGuardedFetch({ guard, agent }),
        maxBytes: this.#options.maxBytes,
        signal,
        fail: error => ended.abort(error),
      }),
    });
    const client = new Client(
      { name: 'sallyport-probe', version: '1' },
      // Asked with server/discover first: a server may speak one era only.
      { versionNegotiation: { mode: type === 'sse' ? 'legacy' : 'auto' } },
    );
    // The end holds for what the SDK itself does not give up on, too.
    const end = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
      }),
    );
    try {
      return await Promise.race([learn(client, transport, signal), end]);
    } finally {
      // A server that does not end its session well has told its tools all the same.
      await endSession().catch(() => undefined);
      await client.close().catch(() => undefined);
      await agent.destroy();
    }
  }
}
