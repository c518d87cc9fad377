// What is shipped in examples/observability, looked at without a gateway; and that the tests' own receiver is as strict as it says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { root } from '../../scripts/lib/paths.mjs';
import { OtlpReceiver } from './lib/OtlpReceiver.mjs';
import {
  readDashboards,
  targetsOf,
  unknownVariables,
} from './lib/dashboards.mjs';
import { promtool, SHIPPED } from './lib/prometheus.mjs';

const yaml = (...path) => parse(readFileSync(join(SHIPPED, ...path), 'utf8'));
const unique = list => assert.equal(new Set(list).size, list.length, list);

const id = (digits, text = '1') => text.padStart(digits, '0');
const span = {
  ...{ traceId: id(32), spanId: id(16), name: 'x', kind: 2 },
  ...{ startTimeUnixNano: '1', endTimeUnixNano: '2' },
};
const point = {
  ...{ startTimeUnixNano: '1', timeUnixNano: '2', count: '3', sum: 4 },
  ...{ bucketCounts: ['1', '2'], explicitBounds: [1] },
};
const spansOf = (...spans) => ({
  resourceSpans: [{ scopeSpans: [{ spans }] }],
});
const histogramOf = (dataPoint, more) => ({
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'x',
              histogram: {
                ...{ dataPoints: [dataPoint], aggregationTemporality: 2 },
                ...more,
              },
            },
          ],
        },
      ],
    },
  ],
});

test('the receiver takes what the protocol has, and notices what it does not have', () => {
  const strict = new OtlpReceiver();
  const read = message =>
    strict.read(Buffer.from(JSON.stringify(message)), {
      signal: message.resourceSpans
        ? 'ExportTraceServiceRequest'
        : 'ExportMetricsServiceRequest',
      type: 'application/json',
    });
  read(spansOf(span));
  read(histogramOf(point));
  assert.equal(strict.spans.length, 1);
  assert.equal(strict.metrics.length, 1);
  for (const bad of [
    { ...span, traceId: id(32, '0') },
    { ...span, kind: 9 },
    { ...span, endTimeUnixNano: '0' },
    { ...span, made: 'up' },
    { ...span, attributes: [{ key: 'a', value: 'b' }] },
    {
      ...span,
      attributes: [
        { key: 'a', value: { stringValue: 'b' } },
        { key: 'a', value: { stringValue: 'c' } },
      ],
    },
  ])
    assert.throws(() => read(spansOf(bad)), Error, JSON.stringify(bad));
  for (const bad of [
    { ...point, count: '4' },
    { ...point, bucketCounts: ['3'] },
    { ...point, count: -3 },
    { ...point, timeUnixNano: '0' },
    { ...point, sum: 'much' },
  ])
    assert.throws(() => read(histogramOf(bad)), Error, JSON.stringify(bad));
  const unsaid = { aggregationTemporality: 0 };
  assert.throws(() => read(histogramOf(point, unsaid)), /Temporality/);
});

test('the receiver reads protobuf, and nothing that is not of the protocol', () => {
  const strict = new OtlpReceiver();
  const read = bytes =>
    strict.read(bytes, {
      signal: 'ExportTraceServiceRequest',
      type: 'application/x-protobuf',
    });
  // Written by hand from the wire format: a tag is the number of the field times 8, and the wire type.
  const sized = (number, ...bytes) => [8 * number + 2, bytes.length, ...bytes];
  const fixed64 = (number, byte) => [8 * number + 1, byte, 0, 0, 0, 0, 0, 0, 0];
  const spanOf = (...more) =>
    Buffer.from(
      sized(
        1,
        ...sized(
          2,
          ...sized(
            2,
            ...sized(1, ...Array(15).fill(0), 0xab),
            ...sized(2, ...Array(7).fill(0), 1),
            ...sized(5, 0x78),
            ...[8 * 6, 2],
            ...fixed64(7, 1),
            ...fixed64(8, 2),
            ...more,
          ),
        ),
      ),
    );
  read(spanOf());
  const [{ traceId, spanId, kind, endTimeUnixNano, name }] = strict.spans;
  assert.deepEqual(
    [traceId, spanId, kind, endTimeUnixNano, name],
    [id(32, 'ab'), id(16), 2, '2', 'x'],
  );
  read(spanOf(...sized(9, ...sized(1, 0x61), ...sized(2, 8 * 3, 5))));
  assert.deepEqual(strict.spans[1].attributes, { a: '5' });
  for (const [bad, why] of [
    [spanOf().subarray(0, -1), /ends within/],
    [spanOf(8 * 15, 1), /wire type 0/],
    [spanOf(8 * 12 + 1, ...Array(8).fill(0)), /wire type 1/],
    [spanOf(...sized(5, 0x79)), /twice/],
    [spanOf(0x88, 0x01, 5), /no field Span.17/],
    [spanOf(...sized(3, 0xff)), /./],
    [spanOf(...sized(4, 1)), /spanId/],
  ])
    assert.throws(() => read(bad), why);
});

test('the shipped files pass the tools of Prometheus and Alertmanager', () => {
  promtool('check', 'config', 'prometheus.yml');
  promtool('check', 'rules', 'rules.yml');
  promtool('test', 'rules', 'rules.test.yml');
  execFileSync('amtool', [
    'check-config',
    join(SHIPPED, 'alertmanager', 'alertmanager.yml'),
  ]);
});

test('the Collector’s file hangs together, and listens where the gateway is told to send', () => {
  const { service, receivers, processors, exporters, ...others } = yaml(
    'collector',
    'collector.yaml',
  );
  assert.deepEqual(Object.keys(others), []);
  assert.deepEqual(Object.keys(service.pipelines).sort(), [
    'metrics',
    'traces',
  ]);
  const all = { receivers, processors, exporters };
  for (const [kind, defined] of Object.entries(all)) {
    const used = Object.values(service.pipelines).flatMap(one => one[kind]);
    // What is used is defined, and what is defined is used.
    assert.deepEqual([...new Set(used)].sort(), Object.keys(defined).sort());
  }
  for (const one of Object.values(service.pipelines)) {
    assert.deepEqual(Object.keys(one).sort(), Object.keys(all).sort());
    // What holds memory back stands before what collects.
    assert.equal(one.processors[0], 'memory_limiter');
  }
  const { endpoint } = receivers.otlp.protocols.http;
  assert.match(endpoint, /^127\.0\.0\.1:\d+$/);
  for (const place of [
    join(SHIPPED, 'README.md'),
    join(root, 'docs', 'telemetry.md'),
  ])
    assert.ok(
      readFileSync(place, 'utf8').includes(`http://${endpoint}`),
      place,
    );
});

test('dashboards are whole: ids, sources, variables, places', () => {
  const { datasources } = yaml(
    ...['grafana', 'provisioning', 'datasources', 'prometheus.yaml'],
  );
  const sources = datasources.map(({ type, uid }) => `${type} ${uid}`);
  const sourceOf = ({ datasource }) => `${datasource.type} ${datasource.uid}`;
  const dashboards = readDashboards();
  unique(dashboards.map(({ uid }) => uid));
  unique(dashboards.map(({ title }) => title));
  for (const dashboard of dashboards) {
    const { panels, templating, name } = dashboard;
    unique(panels.map(panel => panel.id));
    unique(panels.map(({ title }) => title));
    unique(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`));
    for (const variable of templating.list)
      assert.ok(sources.includes(sourceOf(variable)), variable.name);
    for (const panel of panels) {
      assert.ok(sources.includes(sourceOf(panel)), panel.title);
      assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, panel.title);
      unique(panel.targets.map(({ refId }) => refId));
    }
    for (const target of targetsOf(dashboard))
      assert.deepEqual(unknownVariables(target), [], name);
  }
});
