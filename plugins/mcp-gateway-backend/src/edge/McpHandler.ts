import type { IncomingMessage, ServerResponse } from 'http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { newCallId } from '../evidence/newCallId';
import type { CallRecorder } from '../evidence/types';
import { runStages } from '../pipeline/runStages';
import type { Call, Stage } from '../pipeline/types';
import type { Forwarder } from '../transport/Forwarder';
import type { OpenStreams } from '../transport/OpenStreams';
import { sendRefusal } from '../transport/refusal';
import { toCallRecord } from '../transport/toCallRecord';
import type { createHostCheck } from './checkHost';
import type { Endpoint } from './endpoints';
import { readBody } from './readBody';

const HTTP_METHODS = ['POST', 'GET', 'DELETE'] as const;

/** What the handler needs. */
export interface McpHandlerOptions {
  stages: readonly Stage[];
  /** The stages that decide an open answer again: all but reading the message. */
  recheck: readonly Stage[];
  checkHost: ReturnType<typeof createHostCheck>;
  forwarder: Forwarder;
  recorder: CallRecorder;
  streams: OpenStreams;
  limits: { bytes: number; timeoutMs: number };
  portalUrl?: string;
  logger: LoggerService;
}

/** Takes every request to an MCP endpoint through the pipeline, answers it and records it: exactly once, whatever happens. */
export class McpHandler {
  static create(options: McpHandlerOptions) {
    return new McpHandler(options);
  }

  readonly #options: McpHandlerOptions;

  private constructor(options: McpHandlerOptions) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    endpoint: Endpoint,
  ): Promise<void> {
    const { stages, checkHost, limits, logger } = this.#options;
    const id = newCallId();
    const httpMethod = HTTP_METHODS.find(method => method === request.method);
    const incoming: Call = {
      id,
      requestId: id,
      at: Date.now(),
      httpMethod: httpMethod ?? 'GET',
      headers: request.headers,
      serverRef: endpoint.serverRef,
      endpoint: endpoint.url,
      readBody: () => readBody(request, limits),
    };
    const edgeRefusal =
      checkHost(request.headers) ?? (httpMethod ? undefined : 'edge.method');
    if (edgeRefusal) {
      this.#refuse(incoming, edgeRefusal, response, endpoint);
      return;
    }
    const result = await runStages(stages, incoming, (error, call) =>
      logger.error(
        `Call ${call.id} failed before it was decided`,
        error as Error,
      ),
    );
    if (result.kind === 'deny') {
      this.#refuse(result.call, result.reason, response, endpoint);
    } else {
      await this.#forward(result.call, response, endpoint);
    }
  }

  #refuse(
    call: Call,
    reason: DecisionReason,
    response: ServerResponse,
    endpoint: Endpoint,
  ) {
    this.#options.recorder.record(
      toCallRecord(call, {
        decision: 'deny',
        reason,
        outcome: 'refused',
        httpStatus: REASONS[reason].http,
        durationMs: Date.now() - call.at,
      }),
    );
    this.#answer(call, reason, response, endpoint);
  }

  #answer(
    call: Call,
    reason: DecisionReason,
    response: ServerResponse,
    endpoint: Endpoint,
  ) {
    if (response.destroyed) return;
    const { portalUrl } = this.#options;
    const { resourceMetadata } = endpoint;
    sendRefusal({
      response,
      call,
      reason,
      links: { resourceMetadata, ...(portalUrl && { portalUrl }) },
    });
  }

  async #forward(call: Call, response: ServerResponse, endpoint: Endpoint) {
    const { recorder, forwarder, logger } = this.#options;
    const allowed = { decision: 'allow', reason: 'granted' } as const;
    const isIntent = call.decision?.changesState === true;
    if (!recorder.isAvailable()) {
      this.#refuse(call, 'audit.unavailable', response, endpoint);
      return;
    }
    if (isIntent) {
      try {
        await recorder.intent(
          toCallRecord(call, { ...allowed, outcome: 'pending' }),
        );
      } catch (error) {
        logger.error(`Call ${call.id} could not be recorded`, error as Error);
        this.#refuse(call, 'audit.unavailable', response, endpoint);
        return;
      }
    }
    const isStream = call.httpMethod === 'GET';
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    const forget = this.#watch(call, abort, response);
    const write = (outcome: Parameters<typeof toCallRecord>[1]) =>
      isIntent
        ? recorder.complete(toCallRecord(call, outcome))
        : recorder.record(toCallRecord(call, outcome));
    // A stream may stay open for days: that it was opened is written when it opens.
    let written = false;
    const onOpen = () => {
      if (!isStream) return;
      written = true;
      write({ ...allowed, outcome: 'ok', httpStatus: 200 });
    };
    try {
      const { signal } = abort;
      const result = await forwarder.forward({
        call,
        response,
        signal,
        onOpen,
      });
      const durationMs = Date.now() - call.at;
      if (result.kind === 'answered') {
        const { outcome, status: httpStatus, bytes: responseBytes } = result;
        if (!written) {
          write({ ...allowed, outcome, httpStatus, durationMs, responseBytes });
        }
        return;
      }
      const httpStatus = REASONS[result.reason].http;
      if (!written) {
        write({
          ...allowed,
          outcome: 'upstream-error',
          httpStatus,
          durationMs,
        });
      }
      this.#answer(call, result.reason, response, endpoint);
    } catch (error) {
      logger.error(
        `Call ${call.id} failed while it was forwarded`,
        error as Error,
      );
      if (!written) write({ ...allowed, outcome: 'upstream-error' });
      if (response.headersSent) response.destroy();
      else this.#answer(call, 'internal.error', response, endpoint);
    } finally {
      forget();
    }
  }

  /** Ends an answer that is still open when its access ends: a revocation holds for streams too. */
  #watch(call: Call, abort: AbortController, response: ServerResponse) {
    const { recheck, streams } = this.#options;
    return streams.add({
      serverRef: call.serverRef,
      isAllowed: async () => {
        const again = await runStages(recheck, call, () => {});
        return again.kind === 'continue';
      },
      end: () => {
        abort.abort();
        response.destroy();
      },
    });
  }
}
