// An OTLP/HTTP receiver of the tests' own: traces and metrics, as protobuf or JSON, plain or compressed. It takes nothing but what the published
// protocol has (otlp/schema.mjs): each message is read by an own reader and checked field by field, and what is not of the protocol is a problem.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { check } from './otlp/check.mjs';
import { decode } from './otlp/decode.mjs';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const SIGNALS = {
  '/v1/traces': 'ExportTraceServiceRequest',
  '/v1/metrics': 'ExportMetricsServiceRequest',
};

const plain = list =>
  Object.fromEntries(
    (list ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
  );

export class OtlpReceiver {
  /** Spans as they came, with `attributes` and `resource` as objects. */
  spans = [];
  /** Metrics as they came, one for each export: `points` with `attributes` as objects. */
  metrics = [];
  /** What was not as the protocol says. */
  problems = [];
  /** What was sent in which form, such as `/v1/traces application/x-protobuf`; compressed: `… gzip`. */
  forms = new Set();
  #server;

  static async start() {
    const receiver = new OtlpReceiver();
    receiver.#server = createServer((asked, answer) =>
      receiver.#take(asked, answer),
    ).listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async #take(asked, answer) {
    const chunks = [];
    for await (const chunk of asked) chunks.push(chunk);
    const { 'content-type': type, 'content-encoding': encoding } =
      asked.headers;
    try {
      const signal = asked.method === 'POST' && SIGNALS[asked.url];
      if (!signal) throw new Error(`${asked.method} ${asked.url}`);
      this.forms.add([asked.url, type, encoding].filter(Boolean).join(' '));
      if (encoding && encoding !== 'gzip')
        throw new Error(`Compressed as ${encoding}`);
      const sent = Buffer.concat(chunks);
      this.read(encoding ? gunzipSync(sent) : sent, { signal, type });
    } catch (error) {
      this.problems.push(error.message);
    }
    // An empty answer is one without fields: nothing was refused.
    answer
      .writeHead(200, { 'content-type': type === PROTOBUF ? type : JSON_TYPE })
      .end(type === PROTOBUF ? '' : '{}');
  }

  /** Throws where it is not what the protocol says. */
  read(bytes, { signal, type }) {
    if (type !== PROTOBUF && type !== JSON_TYPE)
      throw new Error(`Sent as ${type}`);
    const message =
      type === PROTOBUF ? decode(bytes, signal) : JSON.parse(bytes.toString());
    check(message, signal);
    this.#keepSpans(message.resourceSpans ?? []);
    this.#keepMetrics(message.resourceMetrics ?? []);
  }

  #keepSpans(all) {
    for (const { resource, scopeSpans = [] } of all)
      for (const { scope, spans = [] } of scopeSpans)
        for (const one of spans)
          this.spans.push({
            ...one,
            attributes: plain(one.attributes),
            resource: plain(resource?.attributes),
            scope: scope?.name,
          });
  }

  #keepMetrics(all) {
    for (const { resource, scopeMetrics = [] } of all)
      for (const { scope, metrics = [] } of scopeMetrics)
        for (const { name, description, unit, ...data } of metrics) {
          const [kind] = ['gauge', 'sum', 'histogram'].filter(
            one => one in data,
          );
          const { dataPoints, aggregationTemporality, isMonotonic } =
            data[kind];
          this.metrics.push({
            ...{ name, description, unit, kind, isMonotonic },
            temporality: aggregationTemporality,
            points: dataPoints.map(point => ({
              ...point,
              attributes: plain(point.attributes),
            })),
            resource: plain(resource?.attributes),
            scope: scope?.name,
          });
        }
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
