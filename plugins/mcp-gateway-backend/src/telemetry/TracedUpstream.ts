import { pipeline } from 'node:stream';
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { hashSession } from '../sessions/hashSession';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { WholeBody } from '../transport/WholeBody';
import { AnswerTap } from './AnswerTap';
import type { BoundedNames } from './BoundedNames';
import { CallObservation } from './CallObservation';
import { ATTRIBUTES, OWN_ATTRIBUTES } from './conventions';
import type { Instruments } from './Instruments';
import type { Failure } from './isError';
import { placeOf } from './placeOf';
import { readFailure } from './readFailure';
import { readSent, type SentMessage } from './readSent';
import { SessionScope } from './SessionScope';
import { spliceTrace } from './spliceTrace';
import { writeTrace } from './traceContext';

/**
 * The last step before a server: each request to it is one span of kind CLIENT, those that a bridge makes of its own as well, and
 * carries that span's context in its headers and in its message. Where nothing is traced, bytes stay as they are.
 */
export class TracedUpstream implements Upstream {
  static create(options: {
    upstream: Upstream;
    tracer: Tracer;
    instruments: Instruments;
    names: BoundedNames;
  }): TracedUpstream {
    return new TracedUpstream(options);
  }

  readonly #options: Parameters<typeof TracedUpstream.create>[0];

  private constructor(options: Parameters<typeof TracedUpstream.create>[0]) {
    this.#options = options;
  }

  /** Throws what the upstream throws. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, tracer, names } = this.#options;
    const began = performance.now();
    const sent = readSent(request);
    const method = names.methodNamed(sent.method);
    const measured = this.#measured(request, sent, method);
    const tool = measured[ATTRIBUTES.tool];
    const span = tracer.startSpan(
      tool === undefined ? method : `${method} ${tool}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          ...measured,
          ...(sent.id !== undefined && {
            [ATTRIBUTES.requestId]: String(sent.id).slice(0, 128),
          }),
        },
        links: SessionScope.linksIn(context.active()),
      },
    );
    nameSession(span, request.headers);
    const within = trace.setSpan(context.active(), span);
    const observation = CallObservation.in(context.active());
    const end = (failure?: Failure) => {
      if (!span.isRecording() && !sent.isMessage) return;
      observation?.heard(failure);
      this.#end({ span, measured, failure, sent, began });
    };
    try {
      const carried = carrying(request, writeTrace(within));
      const answer = await context.with(within, () => upstream.send(carried));
      nameSession(span, answer.headers);
      return watch(answer, sent, end);
    } catch (error) {
      end({ type: UpstreamFailure.from(error).reason });
      throw error;
    }
  }

  #measured(
    request: UpstreamRequest,
    sent: SentMessage,
    method: string,
  ): Attributes {
    const { names } = this.#options;
    const { call } = request;
    const { message, document } = call;
    // The call's own tool, also where a bridge wrote the request anew.
    const tool =
      method === 'tools/call' ? names.tool({ message, document }) : undefined;
    const version = names.version(sent.version);
    return {
      [ATTRIBUTES.method]: method,
      [OWN_ATTRIBUTES.server]: names.server(call),
      ...(tool !== undefined && {
        [ATTRIBUTES.tool]: tool,
        [ATTRIBUTES.operation]: 'execute_tool',
      }),
      ...(version !== undefined && { [ATTRIBUTES.protocolVersion]: version }),
      ...placeOf(request),
    };
  }

  #end(options: {
    span: Span;
    measured: Attributes;
    failure: Failure | undefined;
    sent: SentMessage;
    began: number;
  }): void {
    const { span, measured, failure, sent, began } = options;
    const how: Attributes = failure
      ? {
          [ATTRIBUTES.errorType]: failure.type,
          ...(failure.code !== undefined && {
            [ATTRIBUTES.statusCode]: String(failure.code),
          }),
        }
      : {};
    span.setAttributes(how);
    if (failure) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    if (!sent.isMessage) return;
    const seconds = (performance.now() - began) / 1000;
    this.#options.instruments.clientOperation.record(seconds, {
      ...measured,
      ...how,
    });
  }
}

/** A server says the id of a session with its first answer; from then on the gateway does. Whoever reads the hash cannot use it. */
function nameSession(
  span: Span,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): void {
  const id = headers['mcp-session-id'];
  if (typeof id === 'string' && span.isRecording()) {
    span.setAttribute(ATTRIBUTES.sessionId, hashSession(id));
  }
}

function carrying(
  request: UpstreamRequest,
  fields: ReturnType<typeof writeTrace>,
): UpstreamRequest {
  if (!fields) return request;
  const { tracestate, ...headers } = request.headers;
  return {
    ...request,
    headers: { ...headers, ...fields },
    ...(request.body && { body: spliceTrace(request.body, fields) }),
  };
}

/** Tells once how it went: when the answer is there, or when it has ended. */
function watch(
  answer: UpstreamAnswer,
  { id, isEndless }: SentMessage,
  end: (failure?: Failure) => void,
): UpstreamAnswer {
  const { status, headers, body } = answer;
  const isStream = String(headers['content-type']).startsWith(
    'text/event-stream',
  );
  const failed = status >= 400 ? { type: String(status) } : undefined;
  const read = (bytes: Buffer | undefined) =>
    (id !== undefined && bytes && readFailure({ bytes, id, isStream })) ||
    failed;
  if (body instanceof WholeBody) {
    end(read(body.bytes));
    return answer;
  }
  const tap = new AnswerTap({ isRead: !isEndless });
  pipeline(body, tap, error =>
    end(
      error && !isEndless && !tap.isWhole ? { type: '_OTHER' } : read(tap.seen),
    ),
  );
  return { ...answer, body: tap };
}
