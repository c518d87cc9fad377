// What OTLP has: messages of opentelemetry-proto 1 (common, resource, trace, metrics), with the numbers of their fields, written by hand
// from the published protocol. Names are those of its JSON form. What stands only in profiles is left out: a field that is not here is a problem.
const one = (number, type) => ({ number, type, isMany: false });
const many = (number, type) => ({ number, type, isMany: true });

const attributes = number => ({ attributes: many(number, 'KeyValue') });
const dropped = number => ({ droppedAttributesCount: one(number, 'uint32') });
/** `oneof` of a point, with the numbers of both fields. */
const value = (asDouble, asInt) => ({
  asDouble: one(asDouble, 'double'),
  asInt: one(asInt, 'sfixed64'),
});
const times = {
  startTimeUnixNano: one(2, 'fixed64'),
  timeUnixNano: one(3, 'fixed64'),
};

export const MESSAGES = {
  ExportTraceServiceRequest: { resourceSpans: many(1, 'ResourceSpans') },
  ExportMetricsServiceRequest: { resourceMetrics: many(1, 'ResourceMetrics') },

  AnyValue: {
    stringValue: one(1, 'string'),
    boolValue: one(2, 'bool'),
    intValue: one(3, 'int64'),
    doubleValue: one(4, 'double'),
    arrayValue: one(5, 'ArrayValue'),
    kvlistValue: one(6, 'KeyValueList'),
    bytesValue: one(7, 'bytes'),
  },
  ArrayValue: { values: many(1, 'AnyValue') },
  KeyValueList: { values: many(1, 'KeyValue') },
  KeyValue: { key: one(1, 'string'), value: one(2, 'AnyValue') },
  InstrumentationScope: {
    name: one(1, 'string'),
    version: one(2, 'string'),
    ...attributes(3),
    ...dropped(4),
  },
  EntityRef: {
    schemaUrl: one(1, 'string'),
    type: one(2, 'string'),
    idKeys: many(3, 'string'),
    descriptionKeys: many(4, 'string'),
  },
  Resource: {
    ...attributes(1),
    ...dropped(2),
    entityRefs: many(3, 'EntityRef'),
  },

  ResourceSpans: {
    resource: one(1, 'Resource'),
    scopeSpans: many(2, 'ScopeSpans'),
    schemaUrl: one(3, 'string'),
  },
  ScopeSpans: {
    scope: one(1, 'InstrumentationScope'),
    spans: many(2, 'Span'),
    schemaUrl: one(3, 'string'),
  },
  Span: {
    traceId: one(1, 'traceId'),
    spanId: one(2, 'spanId'),
    traceState: one(3, 'string'),
    parentSpanId: one(4, 'spanId'),
    name: one(5, 'string'),
    kind: one(6, 'SpanKind'),
    startTimeUnixNano: one(7, 'fixed64'),
    endTimeUnixNano: one(8, 'fixed64'),
    ...attributes(9),
    ...dropped(10),
    events: many(11, 'Event'),
    droppedEventsCount: one(12, 'uint32'),
    links: many(13, 'Link'),
    droppedLinksCount: one(14, 'uint32'),
    status: one(15, 'Status'),
    flags: one(16, 'fixed32'),
  },
  Event: {
    timeUnixNano: one(1, 'fixed64'),
    name: one(2, 'string'),
    ...attributes(3),
    ...dropped(4),
  },
  Link: {
    traceId: one(1, 'traceId'),
    spanId: one(2, 'spanId'),
    traceState: one(3, 'string'),
    ...attributes(4),
    ...dropped(5),
    flags: one(6, 'fixed32'),
  },
  Status: { message: one(2, 'string'), code: one(3, 'StatusCode') },

  ResourceMetrics: {
    resource: one(1, 'Resource'),
    scopeMetrics: many(2, 'ScopeMetrics'),
    schemaUrl: one(3, 'string'),
  },
  ScopeMetrics: {
    scope: one(1, 'InstrumentationScope'),
    metrics: many(2, 'Metric'),
    schemaUrl: one(3, 'string'),
  },
  Metric: {
    name: one(1, 'string'),
    description: one(2, 'string'),
    unit: one(3, 'string'),
    // Exponential histograms and summaries exist, too: the gateway has none, so that one would be a surprise here.
    gauge: one(5, 'Gauge'),
    sum: one(7, 'Sum'),
    histogram: one(9, 'Histogram'),
    metadata: many(12, 'KeyValue'),
  },
  Gauge: { dataPoints: many(1, 'NumberDataPoint') },
  Sum: {
    dataPoints: many(1, 'NumberDataPoint'),
    aggregationTemporality: one(2, 'AggregationTemporality'),
    isMonotonic: one(3, 'bool'),
  },
  Histogram: {
    dataPoints: many(1, 'HistogramDataPoint'),
    aggregationTemporality: one(2, 'AggregationTemporality'),
  },
  NumberDataPoint: {
    ...times,
    ...value(4, 6),
    exemplars: many(5, 'Exemplar'),
    ...attributes(7),
    flags: one(8, 'uint32'),
  },
  HistogramDataPoint: {
    ...times,
    count: one(4, 'fixed64'),
    sum: one(5, 'double'),
    bucketCounts: many(6, 'fixed64'),
    explicitBounds: many(7, 'double'),
    exemplars: many(8, 'Exemplar'),
    ...attributes(9),
    flags: one(10, 'uint32'),
    min: one(11, 'double'),
    max: one(12, 'double'),
  },
  Exemplar: {
    timeUnixNano: one(2, 'fixed64'),
    ...value(3, 6),
    spanId: one(4, 'spanId'),
    traceId: one(5, 'traceId'),
    filteredAttributes: many(7, 'KeyValue'),
  },
};

/** Values that a sender may use; those with `0` for a default that says nothing. */
export const ENUMS = {
  SpanKind: [1, 2, 3, 4, 5],
  StatusCode: [0, 1, 2],
  AggregationTemporality: [1, 2],
};

/** Bytes that are written in hexadecimal digits in the JSON form, and how many they are. */
export const IDS = { traceId: 16, spanId: 8 };
