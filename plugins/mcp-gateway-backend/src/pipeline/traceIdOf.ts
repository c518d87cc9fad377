import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { Call } from './types';

/** W3C Trace Context, version 00 and later. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/**
 * The trace that a call belongs to: the one that the gateway traces it in, where it does; else what the message (SEP-414) or the request
 * says. They are the same for whoever is signed in and sends one.
 */
export function traceIdOf({ message, headers }: Call): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span && isSpanContextValid(span)) return span.traceId;
  const meta = message?.params?._meta;
  const ofMessage =
    typeof meta === 'object' && meta !== null && 'traceparent' in meta
      ? meta.traceparent
      : undefined;
  const given = ofMessage ?? headers.traceparent;
  return typeof given === 'string' ? TRACEPARENT.exec(given)?.[1] : undefined;
}
