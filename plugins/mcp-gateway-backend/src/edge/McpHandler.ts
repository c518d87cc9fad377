import type { IncomingMessage, ServerResponse } from 'http';
import { newCallId } from '../evidence/newCallId';
import type { CallRunner } from '../pipeline/CallRunner';
import type { Call } from '../pipeline/types';
import type { createHostCheck } from './checkHost';
import { ALL_SERVERS, type Endpoint } from './endpoints';
import { readBody } from './readBody';
import type { SourceAddresses } from './SourceAddresses';

const HTTP_METHODS = ['POST', 'GET', 'DELETE'] as const;

/** Takes requests to MCP endpoints from HTTP and hands them to the runner. */
export class McpHandler {
  static create(options: {
    runner: CallRunner;
    /** For the endpoint for all servers. */
    allServers: CallRunner;
    checkHost: ReturnType<typeof createHostCheck>;
    sources: Pick<SourceAddresses, 'of'>;
    limits: { bytes: number; timeoutMs: number };
  }) {
    return new McpHandler(options);
  }

  readonly #options: Parameters<typeof McpHandler.create>[0];

  private constructor(options: Parameters<typeof McpHandler.create>[0]) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    endpoint: Endpoint,
  ): Promise<void> {
    const { checkHost, sources, limits } = this.#options;
    const runner = this.#runnerOf(endpoint);
    const id = newCallId();
    const httpMethod = HTTP_METHODS.find(method => method === request.method);
    const incoming: Call = {
      id,
      requestId: id,
      at: Date.now(),
      httpMethod: httpMethod ?? 'GET',
      headers: request.headers,
      sourceAddress: sources.of(request),
      serverRef: endpoint.serverRef,
      endpoint: endpoint.url,
      resourceMetadata: endpoint.resourceMetadata,
      readBody: () => readBody(request, limits),
    };
    const refusal =
      checkHost(request.headers) ?? (httpMethod ? undefined : 'edge.method');
    if (refusal) await runner.refuse(incoming, refusal, response);
    else await runner.run(incoming, response);
    // A body that was read at once has not said that it has ended.
    if (request.complete && !request.readableEnded) request.resume();
  }

  #runnerOf({ serverRef }: Endpoint): CallRunner {
    const { runner, allServers } = this.#options;
    return serverRef === ALL_SERVERS ? allServers : runner;
  }
}
