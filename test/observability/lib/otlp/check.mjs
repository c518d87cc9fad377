// Checks a message of OTLP in its JSON form, field by field: every field is one of the protocol and of its type, and what the protocol says
// in words about fields holds, too.
import { ENUMS, IDS, MESSAGES } from './schema.mjs';

const isInteger = (value, min, max) =>
  /^-?\d+$/.test(String(value)) && BigInt(value) >= min && BigInt(value) <= max;
const U32 = 2n ** 32n - 1n;
const U64 = 2n ** 64n - 1n;
const I64 = 2n ** 63n;

/** Protobuf's JSON form: 64-bit numbers are strings; readers take numbers, too. Ids are OTLP's exception, in hexadecimal digits. */
const TYPES = {
  string: value => typeof value === 'string',
  bytes: value => /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  bool: value => typeof value === 'boolean',
  int64: value => isInteger(value, -I64, I64 - 1n),
  sfixed64: value => isInteger(value, -I64, I64 - 1n),
  fixed64: value => isInteger(value, 0n, U64),
  uint32: value => typeof value === 'number' && isInteger(value, 0n, U32),
  fixed32: value => typeof value === 'number' && isInteger(value, 0n, U32),
  double: value =>
    typeof value === 'number' ||
    ['NaN', 'Infinity', '-Infinity'].includes(value),
  ...Object.fromEntries(
    Object.entries(ENUMS).map(([name, values]) => [
      name,
      value => values.includes(value),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(IDS).map(([name, length]) => [
      name,
      value =>
        typeof value === 'string' &&
        new RegExp(`^[0-9a-f]{${2 * length}}$`).test(value) &&
        /[1-9a-f]/.test(value),
    ]),
  ),
};

const insist = (holds, what) => {
  if (!holds) throw new Error(what);
};
const has = (message, ...names) => {
  for (const name of names) insist(name in message, `${name} is missing`);
};
/** `oneof` */
const hasOne = (message, ...names) =>
  insist(
    names.filter(name => name in message).length === 1,
    `One of ${names.join(', ')} it is`,
  );
const inOrder = (message, first, second) =>
  insist(
    BigInt(message[first] ?? 0) <= BigInt(message[second]),
    `${second} is before ${first}`,
  );
const uniqueKeys = list =>
  insist(
    new Set(list.map(({ key }) => key)).size === list.length,
    'A key is there twice',
  );

/** What the protocol says in words. */
const RULES = {
  ExportTraceServiceRequest: message => has(message, 'resourceSpans'),
  ExportMetricsServiceRequest: message => has(message, 'resourceMetrics'),
  AnyValue: message =>
    insist(Object.keys(message).length <= 1, 'A value is one value'),
  KeyValue: message => {
    has(message, 'key', 'value');
    insist(message.key.length > 0, 'A key is empty');
  },
  Span: message => {
    has(message, 'traceId', 'spanId', 'name', 'kind');
    has(message, 'startTimeUnixNano', 'endTimeUnixNano');
    insist(message.name.length > 0, 'A span has no name');
    inOrder(message, 'startTimeUnixNano', 'endTimeUnixNano');
  },
  Link: message => has(message, 'traceId', 'spanId'),
  Event: message => has(message, 'name', 'timeUnixNano'),
  Metric: message => {
    has(message, 'name');
    insist(message.name.length > 0, 'A metric has no name');
    hasOne(message, 'gauge', 'sum', 'histogram');
  },
  Sum: message => has(message, 'aggregationTemporality', 'dataPoints'),
  Histogram: message => has(message, 'aggregationTemporality', 'dataPoints'),
  Gauge: message => has(message, 'dataPoints'),
  NumberDataPoint: message => {
    has(message, 'timeUnixNano');
    hasOne(message, 'asDouble', 'asInt');
    inOrder(message, 'startTimeUnixNano', 'timeUnixNano');
  },
  HistogramDataPoint: message => {
    has(message, 'startTimeUnixNano', 'timeUnixNano');
    inOrder(message, 'startTimeUnixNano', 'timeUnixNano');
    const { count = 0, bucketCounts = [], explicitBounds = [] } = message;
    insist(
      bucketCounts.length === 0 ||
        bucketCounts.length === explicitBounds.length + 1,
      'There is one bucket more than bounds',
    );
    insist(
      explicitBounds.every(
        (bound, at) => at === 0 || bound > explicitBounds[at - 1],
      ),
      'Bounds ascend',
    );
    const sum = bucketCounts.reduce((all, one) => all + BigInt(one), 0n);
    insist(
      bucketCounts.length === 0 || sum === BigInt(count),
      `Buckets hold ${sum} of ${count}`,
    );
  },
  Exemplar: message => {
    has(message, 'timeUnixNano');
    hasOne(message, 'asDouble', 'asInt');
  },
};

/**
 * Throws where it is not what the protocol says.
 * @param {keyof typeof MESSAGES} name
 */
export function check(message, name) {
  insist(
    typeof message === 'object' && message !== null && !Array.isArray(message),
    `${name} is no message`,
  );
  for (const [key, value] of Object.entries(message)) {
    const field = MESSAGES[name][key];
    insist(field, `The protocol has no field ${name}.${key}`);
    const { type, isMany } = field;
    if (isMany) insist(Array.isArray(value), `${name}.${key} is no list`);
    for (const one of isMany ? value : [value]) {
      if (TYPES[type])
        insist(
          TYPES[type](one),
          `${name}.${key} is ${JSON.stringify(one)}, no ${type}`,
        );
      else check(one, type);
    }
    if (type === 'KeyValue') uniqueKeys(value);
  }
  RULES[name]?.(message);
}
