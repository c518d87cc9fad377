import type { ServerResponse } from 'http';
import { finished, pipeline } from 'stream/promises';
import type { Dispatcher } from 'undici';
import {
  toolFilter,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { CallOutcome } from '../evidence/types';
import type { Call } from '../pipeline/types';
import { filterTools, type ToolPredicate } from './filterTools';
import { headersForClient } from './headers';
import { readBounded } from './readBounded';
import { ResponseObserver } from './ResponseObserver';
import type { SessionRegistry } from './SessionRegistry';
import { SseToolFilter } from './SseToolFilter';
import type { UpstreamClient } from './UpstreamClient';

/** How forwarding went. `refused`: nothing was answered yet, and this is why. */
export type ForwardResult =
  | { kind: 'answered'; outcome: CallOutcome; status: number; bytes: number }
  | {
      kind: 'refused';
      reason: Extract<DecisionReason, `upstream.${string}`> | 'session.unknown';
    };

/** Forwards a decided call to its approved upstream and streams the answer back. */
export class Forwarder {
  static create(options: {
    upstream: UpstreamClient;
    sessions: SessionRegistry;
    directory: AccessDirectory;
    clock: () => number;
  }) {
    return new Forwarder(options);
  }

  readonly #upstream: UpstreamClient;
  readonly #sessions: SessionRegistry;
  readonly #directory: AccessDirectory;
  readonly #clock: () => number;

  private constructor(options: Parameters<typeof Forwarder.create>[0]) {
    this.#upstream = options.upstream;
    this.#sessions = options.sessions;
    this.#directory = options.directory;
    this.#clock = options.clock;
  }

  /** @param onOpen - called when the answer begins to flow */
  async forward(options: {
    call: Call;
    response: ServerResponse;
    signal: AbortSignal;
    onOpen?: () => void;
  }): Promise<ForwardResult> {
    const { call, signal } = options;
    const url = call.document?.approvedRevision?.upstream.url;
    if (!url) return { kind: 'refused', reason: 'upstream.unreachable' };

    let answer: Dispatcher.ResponseData;
    try {
      answer = await this.#upstream.send({ call, url, signal });
    } catch {
      return signal.aborted
        ? { kind: 'answered', outcome: 'client-closed', status: 499, bytes: 0 }
        : { kind: 'refused', reason: 'upstream.unreachable' };
    }
    const refusal = await this.#examine(call, answer);
    if (refusal) {
      // The rest is of no use; reading it to its end would let the server hold us.
      answer.body.destroy();
      return { kind: 'refused', reason: refusal };
    }
    return this.#stream({ ...options, answer });
  }

  /** What must hold before the first byte goes back. */
  async #examine(
    call: Call,
    answer: Dispatcher.ResponseData,
  ): Promise<
    Extract<ForwardResult, { kind: 'refused' }>['reason'] | undefined
  > {
    const { statusCode: status, headers } = answer;
    const contentType = String(headers['content-type'] ?? '');
    const isMcp = /^(application\/json|text\/event-stream)\b/i.test(
      contentType,
    );
    if (status === 404 && call.session) {
      await this.#sessions.end(call.session);
      return 'session.unknown';
    }
    if (status >= 300 && status < 400) return 'upstream.invalid';
    // A server's own sign-in or failure is between it and the gateway.
    if (status === 401 || status === 403 || status >= 500) {
      return 'upstream.invalid';
    }
    // 202 and 204 acknowledge and carry nothing (Streamable HTTP); every other success is a message or a stream of them.
    const isBare =
      status === 202 || status === 204 || call.httpMethod === 'DELETE';
    if (status < 300 && !isBare && !isMcp) return 'upstream.invalid';

    const session = headers['mcp-session-id'];
    if (call.message?.method === 'initialize' && session !== undefined) {
      const bound =
        typeof session === 'string' &&
        call.principal !== undefined &&
        (await this.#sessions.bind({
          session,
          serverRef: call.serverRef,
          userEntityRef: call.principal.userEntityRef,
          client: call.message.clientInfo,
        }));
      if (!bound) return 'upstream.invalid';
    }
    if (call.httpMethod === 'DELETE' && status < 300 && call.session) {
      await this.#sessions.end(call.session);
    }
    return undefined;
  }

  async #stream(options: {
    call: Call;
    response: ServerResponse;
    answer: Dispatcher.ResponseData;
    onOpen?: () => void;
  }): Promise<ForwardResult> {
    const { call, response, answer, onOpen } = options;
    const status = answer.statusCode;
    const headers = headersForClient(answer.headers);
    const contentType = headers['content-type'] ?? '';
    const isStream = contentType.startsWith('text/event-stream');
    const isListing =
      call.message?.method === 'tools/list' || call.httpMethod === 'GET';
    const observer = new ResponseObserver();

    try {
      if (isListing && !isStream && status < 300 && contentType !== '') {
        const text = await readBounded(answer.body);
        if (text === undefined) {
          return { kind: 'refused', reason: 'upstream.invalid' };
        }
        const body = JSON.stringify(
          filterTools(JSON.parse(text), this.#filter(call)),
        );
        response.writeHead(status, headers);
        onOpen?.();
        observer.end(body);
        await pipeline(observer, response);
      } else {
        response.writeHead(status, headers);
        response.flushHeaders();
        onOpen?.();
        if (isListing && isStream) {
          const filter = new SseToolFilter(this.#filter(call));
          await pipeline(answer.body, filter, observer, response);
        } else {
          await pipeline(answer.body, observer, response);
        }
      }
    } catch {
      if (!response.headersSent) {
        return { kind: 'refused', reason: 'upstream.invalid' };
      }
      const clientLeft = response.destroyed || response.socket?.destroyed;
      response.destroy();
      await finished(response).catch(() => {});
      return {
        kind: 'answered',
        outcome: clientLeft ? 'client-closed' : 'upstream-error',
        status,
        bytes: observer.bytes,
      };
    }
    const failed =
      status >= 400 || observer.reportsError(call.message?.id, contentType);
    return {
      kind: 'answered',
      outcome: failed ? 'tool-error' : 'ok',
      status,
      bytes: observer.bytes,
    };
  }

  /** Lists what may be called at the moment when the listing passes, not when it was asked for. */
  #filter(call: Call): ToolPredicate {
    const { principal } = call;
    if (!principal) return () => false;
    return tool =>
      toolFilter({
        document: this.#directory.get(call.serverRef),
        principal,
        feed: this.#directory.status().state,
        now: this.#clock(),
      })(tool);
  }
}
