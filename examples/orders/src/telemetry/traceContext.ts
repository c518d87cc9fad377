import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Where a request comes from: its HTTP headers, or the `_meta` of a message (MCP SEP-414). */
export function readTrace(carrier: Record<string, unknown> = {}): Context {
  const { traceparent } = carrier;
  const [, traceId, spanId, flags] =
    (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  return traceId && spanId && flags
    ? trace.setSpanContext(ROOT_CONTEXT, {
        ...{ traceId, spanId, isRemote: true },
        traceFlags: parseInt(flags, 16) % 2,
      })
    : ROOT_CONTEXT;
}

/** What the next one gets to see. Without an SDK, which a sandbox has none of, it is what came in. */
export function writeTrace(span: Span): Record<string, string> {
  const context = span.spanContext();
  if (!isSpanContextValid(context)) return {};
  const { traceId, spanId, traceFlags } = context;
  return { traceparent: `00-${traceId}-${spanId}-0${traceFlags % 2}` };
}
