import {
  context,
  createTraceState,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { Call } from '../pipeline/types';
import { isObject } from '../rewrite/isObject';
import type { TraceFields } from './TraceFields';

/** W3C Trace Context §3.2; version 00. Later versions may append fields. */
const TRACEPARENT =
  /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MAX_STATE_LENGTH = 512;

/** Where a call says it comes from: the sender's span as the message says it, and as the HTTP request around it does. */
export interface CallOrigin {
  message?: SpanContext;
  request?: SpanContext;
}

/**
 * Always W3C: it is what MCP says. `OTEL_PROPAGATORS` may add others to the portal's own HTTP; baggage is neither taken from clients
 * nor given to servers, since nobody has decided on what is in it.
 */
export function readOrigin({ headers, message }: Call): CallOrigin {
  const meta = message?.params?._meta;
  return {
    ...(isObject(meta) && {
      message: parse(meta.traceparent, meta.tracestate),
    }),
    request: parse(headers.traceparent, headers.tracestate),
  };
}

/** What a server gets to see of a span; `undefined` where nothing is traced. */
export function writeTrace(within: Context): TraceFields | undefined {
  const span = trace.getSpanContext(within);
  if (!span || !isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16);
  const tracestate = span.traceState?.serialize();
  return {
    traceparent: `00-${span.traceId}-${span.spanId}-0${flags}`,
    ...(tracestate && { tracestate }),
  };
}

/** The trace that is under way here, for another replica to go on with. */
export function currentTrace(): TraceFields | undefined {
  return writeTrace(context.active());
}

/** Runs something within a trace of another replica; without one, in the trace that is under way here. */
export function goOnWith<T>(fields: TraceFields | undefined, run: () => T): T {
  const span = fields && parse(fields.traceparent, fields.tracestate);
  return span
    ? context.with(trace.setSpanContext(ROOT_CONTEXT, span), run)
    : run();
}

function parse(parent: unknown, state: unknown): SpanContext | undefined {
  const match = typeof parent === 'string' ? TRACEPARENT.exec(parent) : null;
  if (!match) return undefined;
  const [, version, traceId, spanId, flags, more] = match;
  if (version === '00' && more !== undefined) return undefined;
  const found: SpanContext = {
    ...{ traceId, spanId, isRemote: true },
    traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED,
    ...(typeof state === 'string' &&
      state.length <= MAX_STATE_LENGTH && {
        traceState: createTraceState(state),
      }),
  };
  return isSpanContextValid(found) ? found : undefined;
}
