import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { readTrace } from './traceContext.ts';

/** Each request is a span of the API, in the trace of whoever asks. Its route is told and not its path, which names orders. */
export const traceRequests: RequestHandler = (req, res, next) => {
  const { method, headers } = req;
  const span = trace
    .getTracer('@sallyport/example-orders')
    .startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
      readTrace(headers),
    );
  res.once('close', () => {
    const route = (req.route as { path?: string } | undefined)?.path;
    if (route) {
      span.updateName(`${method} ${route}`).setAttribute('http.route', route);
    }
    span.setAttribute('http.response.status_code', res.statusCode);
    if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(context.active(), span), () => next());
};
