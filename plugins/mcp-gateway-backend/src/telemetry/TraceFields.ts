/** W3C Trace Context, as it travels: in HTTP headers, or in `params._meta` of a message. */
export interface TraceFields {
  traceparent: string;
  tracestate?: string;
}
