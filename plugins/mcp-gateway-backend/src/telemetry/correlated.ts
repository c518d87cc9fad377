import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** A logger whose lines say in which trace they were written, where one is under way. */
export function correlated(logger: LoggerService): LoggerService {
  const write =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (message: string, meta?: Error | JsonObject) => {
      const span = trace.getActiveSpan()?.spanContext();
      if (!span || !isSpanContextValid(span)) {
        logger[level](message, meta);
        return;
      }
      const place = { trace_id: span.traceId, span_id: span.spanId };
      // An error is passed on whole: what is made of it is the logger's business.
      if (meta instanceof Error) logger.child(place)[level](message, meta);
      else logger[level](message, { ...meta, ...place });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: meta => correlated(logger.child(meta)),
  };
}
