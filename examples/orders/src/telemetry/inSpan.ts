import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Does something within a span of its own. Without an SDK it is only done. */
export function inSpan<T>(
  name: string,
  options: SpanOptions,
  run: (span: Span) => T,
  parent: Context = context.active(),
): T {
  const span = trace
    .getTracer('@sallyport/example-orders')
    .startSpan(name, options, parent);
  const fail = (error: unknown): never => {
    // Not what it says: that names orders and people.
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  };
  let result: T;
  try {
    result = context.with(trace.setSpan(parent, span), () => run(span));
  } catch (error) {
    return fail(error);
  }
  if (result instanceof Promise) {
    return result.then(value => {
      span.end();
      return value;
    }, fail) as T;
  }
  span.end();
  return result;
}
