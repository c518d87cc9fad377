import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { z } from 'zod';
import { within } from '../access/within';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import type { EgressGuard } from '../egress/EgressGuard';
import { dial } from './dial';
import type { UpstreamLimits } from './HttpUpstream';
import { SseUpstreamSession } from './SseUpstreamSession';
import {
  SseUpstreamSessions,
  type SseSessionOwner,
} from './SseUpstreamSessions';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './Upstream';
import { UpstreamFailure } from './UpstreamFailure';

const STREAM_HEADERS = { 'content-type': 'text/event-stream' };
const MAX_DISCARDED_BYTES = 64 * 1024;

const id = z.union([z.string(), z.number()]);
const messageSchema = z.object({
  id: id.optional(),
  method: z.string().optional(),
  params: z
    .object({
      _meta: z.object({ progressToken: id.optional() }).optional(),
    })
    .optional()
    .catch(undefined),
});
type Message = z.infer<typeof messageSchema>;

/**
 * A server of the HTTP+SSE transport (MCP 2024-11-05), shown as Streamable HTTP: GET opens its stream, whose first event
 * says where to post; what is posted is answered on that stream.
 */
export class SseUpstream implements Upstream {
  static create(options: {
    guard: EgressGuard;
    limits: UpstreamLimits;
    sessions?: SseUpstreamSessions;
  }) {
    return new SseUpstream(options);
  }

  readonly #agent: Agent;
  readonly #limits: UpstreamLimits;
  readonly #sessions: SseUpstreamSessions;

  private constructor(options: Parameters<typeof SseUpstream.create>[0]) {
    this.#agent = createGuardedAgent(options);
    this.#limits = options.limits;
    this.#sessions = options.sessions ?? SseUpstreamSessions.create();
  }

  /** Throws an {@link UpstreamFailure}. */
  async send(options: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      return await this.#answer(options);
    } catch (error) {
      throw UpstreamFailure.from(error);
    }
  }

  async close(): Promise<void> {
    this.#sessions.closeAll();
    await this.#agent.destroy();
  }

  async #answer(options: UpstreamRequest): Promise<UpstreamAnswer> {
    const { httpMethod, headers, body } = options;
    const message = readMessage(body);
    if (httpMethod === 'POST' && message.method === 'initialize') {
      return this.#begin(options, message);
    }
    const sessionId = headers['mcp-session-id'];
    // Streamable HTTP: what needs a session and names none is 400, one that is not known here is 404.
    if (sessionId === undefined) {
      return refusal(400, 'This server needs a session: initialize first');
    }
    const session = this.#sessions.find(sessionId, ownerOf(options));
    if (!session) return refusal(404, 'The session is unknown');
    switch (httpMethod) {
      case 'GET':
        return {
          status: 200,
          headers: STREAM_HEADERS,
          body: session.listen(),
        };
      case 'DELETE':
        this.#sessions.remove(sessionId);
        return bare(200);
      case 'POST':
        return this.#post(options, message, session);
      default:
        throw new Error(`No such method: ${httpMethod satisfies never}`);
    }
  }

  async #begin(
    options: UpstreamRequest,
    message: Message,
  ): Promise<UpstreamAnswer> {
    const { url, headers } = options;
    const { signal } = options.cancellation;
    const { headersMs, idleMs } = this.#limits;
    const {
      statusCode,
      headers: opened,
      body: stream,
    } = await dial({
      agent: this.#agent,
      url,
      method: 'GET',
      headers: { ...headersOf(headers), accept: 'text/event-stream' },
      signal,
      headersMs,
      outlivesCall: true,
    });
    const type = String(opened['content-type'] ?? '');
    if (statusCode !== 200 || !/^text\/event-stream\b/i.test(type)) {
      discard(stream);
      // Whatever it is, it is not this transport.
      return statusCode < 400
        ? bare(502)
        : bare(statusCode, challengeIn(opened));
    }
    const sessionId = randomUUID();
    const session = new SseUpstreamSession({ url, stream, idleMs });
    this.#sessions.add(sessionId, session, ownerOf(options));
    void session.follow().then(() => this.#sessions.remove(sessionId));
    try {
      const answer = await this.#post(options, message, session);
      if (answer.status !== 200) this.#sessions.remove(sessionId);
      return {
        ...answer,
        headers: { ...answer.headers, 'mcp-session-id': sessionId },
      };
    } catch (error) {
      this.#sessions.remove(sessionId);
      throw error;
    }
  }

  async #post(
    options: UpstreamRequest,
    { id: requestId, method, params }: Message,
    session: SseUpstreamSession,
  ): Promise<UpstreamAnswer> {
    const { headers, body } = options;
    const { signal } = options.cancellation;
    const { headersMs } = this.#limits;
    const endpoint = await within(session.endpoint, headersMs).catch(error => {
      throw error instanceof UpstreamFailure
        ? error
        : new UpstreamFailure('upstream.timeout', { cause: error });
    });
    // Before it is posted: the answer may be there first.
    const isRequest = requestId !== undefined && method !== undefined;
    const answer = isRequest
      ? session.expect(requestId, params?._meta?.progressToken)
      : undefined;
    if (isRequest && !answer) {
      return refusal(409, 'A request with this id is under way');
    }
    try {
      const posted = await dial({
        agent: this.#agent,
        url: endpoint.href,
        method: 'POST',
        headers: headersOf(headers),
        body,
        signal,
        headersMs,
      });
      discard(posted.body);
      if (posted.statusCode < 300) {
        return answer
          ? { status: 200, headers: STREAM_HEADERS, body: answer }
          : bare(202);
      }
      answer?.destroy();
      return bare(posted.statusCode, challengeIn(posted.headers));
    } catch (error) {
      answer?.destroy();
      throw error;
    }
  }
}

function ownerOf({ call, url }: UpstreamRequest): SseSessionOwner {
  const { serverRef, principal } = call;
  return { serverRef, userEntityRef: principal?.userEntityRef ?? '', url };
}

/** What the gateway has decided on already: it is read for its address here, not for its meaning. */
function readMessage(body: Buffer | undefined): Message {
  if (!body) return {};
  const parsed = messageSchema.safeParse(JSON.parse(body.toString('utf8')));
  return parsed.success ? parsed.data : {};
}

/** The session is between the client and this transport; the server knows its own by the address of its endpoint. */
function headersOf(headers: Record<string, string>): Record<string, string> {
  const { 'mcp-session-id': _, ...others } = headers;
  return others;
}

/** Reads the little that may be left, so that the connection can be used again; more than that closes it. */
function discard(body: Dispatcher.ResponseData['body']) {
  body.dump({ limit: MAX_DISCARDED_BYTES }).catch(() => {});
}

/** Why a server refuses a credential is said in this header alone. */
function challengeIn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const challenge = headers['www-authenticate'];
  return challenge === undefined ? {} : { 'www-authenticate': challenge };
}

function bare(
  status: number,
  headers: IncomingHttpHeaders = {},
): UpstreamAnswer {
  return { status, headers, body: Readable.from([]) };
}

function refusal(status: number, message: string): UpstreamAnswer {
  const body = { jsonrpc: '2.0', id: null, error: { code: -32600, message } };
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Readable.from([Buffer.from(JSON.stringify(body))]),
  };
}
