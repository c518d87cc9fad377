// A real gateway process tells a receiver of the tests' own (OTLP/HTTP) and a real Prometheus what it does.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { waitFor } from '../../scripts/lib/waitFor.mjs';
import { failOnSecrets } from '../support/secrets/scanFor.mjs';
import { filledIn, readDashboards, targetsOf } from './lib/dashboards.mjs';
import { OtlpReceiver } from './lib/OtlpReceiver.mjs';
import {
  CUMULATIVE,
  seriesOfOtlp,
  seriesOfScrape,
} from './lib/otlp/series.mjs';
import { SHIPPED, startPrometheus } from './lib/prometheus.mjs';
import { SECRET, startTold } from './lib/startTold.mjs';

const SERVER = 2;
const CLIENT = 3;
/** Of all four histograms, as the conventions for MCP have them. */
const BUCKETS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300,
];
/** Nothing was probed here, and no server of this test runs in a sandbox. */
const ABSENT = ['sallyport_probes_total', 'sallyport_runtimes'];

let receiver;
let told;
let prometheus;

before(async () => {
  receiver = await OtlpReceiver.start();
  told = await startTold(receiver.url);
  prometheus = await startPrometheus(new URL(told.metricsUrl).host);
});

/** What others were told is an output, too. */
async function lookThrough() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-told-'));
  try {
    writeFileSync(join(folder, 'metrics.txt'), await told.scrape());
    writeFileSync(join(folder, 'spans.json'), JSON.stringify(receiver.spans));
    writeFileSync(
      join(folder, 'pushed.json'),
      JSON.stringify(receiver.metrics),
    );
    await failOnSecrets('Telemetry', { folders: { told: { path: folder } } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

after(async () => {
  await prometheus?.stop();
  try {
    if (told) await lookThrough();
  } finally {
    await told?.stop();
    await receiver?.stop();
    // All that came, to the last message.
    assert.deepEqual(receiver?.problems ?? [], []);
  }
});

test('spans come by OTLP as the protocol and the conventions say', async () => {
  const called = kind =>
    receiver.spans.find(
      one => one.kind === kind && one.name === 'tools/call echo',
    );
  await waitFor(async () => called(SERVER) && called(CLIENT), {
    what: 'The spans',
    seconds: 20,
  });
  const [outer, inner] = [called(SERVER), called(CLIENT)];
  assert.equal(inner.traceId, outer.traceId);
  assert.equal(inner.parentSpanId, outer.spanId);
  assert.equal(outer.resource['service.name'], 'sallyport');
  assert.equal(outer.attributes['mcp.method.name'], 'tools/call');
  assert.equal(outer.attributes['gen_ai.operation.name'], 'execute_tool');
  assert.equal(inner.attributes['server.address'], 'localhost');
  assert.deepEqual(receiver.problems, []);
  const all = JSON.stringify(receiver.spans);
  for (const unsaid of [SECRET, told.token, 'user:default/alice'])
    assert.ok(!all.includes(unsaid), `${unsaid} is in a span`);
});

test('metrics come by OTLP as the protocol and the conventions say, with the values of the scraped endpoint', async () => {
  // The lag of the feed is another one whenever somebody looks.
  const ours = series =>
    Object.fromEntries(
      [...series]
        .filter(([key]) => /^(mcp|sallyport)_(?!feed_lag)/.test(key))
        .sort(),
    );
  const look = async () => ({
    pushed: ours(seriesOfOtlp(receiver.metrics)),
    scraped: ours(seriesOfScrape(await told.scrape())),
  });
  // The gateway does not stand still: a later look may see something else again.
  let seen;
  await waitFor(
    async () => {
      seen = await look();
      return isDeepStrictEqual(seen.pushed, seen.scraped) || undefined;
    },
    { what: 'The same as can be scraped', seconds: 10 },
  ).catch(() => {});
  const { pushed, scraped } = seen;
  assert.deepEqual(pushed, scraped);
  assert.ok(Object.keys(pushed).length > 100);

  const newest = new Map(receiver.metrics.map(one => [one.name, one]));
  for (const side of ['client', 'server'])
    for (const what of ['operation', 'session']) {
      const one = newest.get(`mcp.${side}.${what}.duration`);
      assert.deepEqual(
        [one.kind, one.unit, one.temporality],
        ['histogram', 's', CUMULATIVE],
      );
      for (const point of one.points) {
        assert.deepEqual(point.explicitBounds, BUCKETS);
        assert.equal(point.attributes['network.transport'], 'tcp');
      }
    }
  const called = newest
    .get('mcp.server.operation.duration')
    .points.filter(
      ({ attributes }) => attributes['gen_ai.tool.name'] === 'echo',
    );
  assert.deepEqual(
    called.map(({ count, attributes }) => [
      count,
      attributes['mcp.method.name'],
      attributes['sallyport.server'],
      'error.type' in attributes,
    ]),
    [false, true].map(hasFailed => [
      ...['1', 'tools/call', 'api:default/everything', hasFailed],
    ]),
  );
  const kinds = [...newest.values()]
    .filter(({ name }) => name.startsWith('sallyport.'))
    .map(({ name, kind, unit }) => `${name} ${kind} ${unit}`);
  assert.deepEqual(kinds.sort(), [
    'sallyport.answers.open gauge {answer}',
    'sallyport.breakers gauge {server}',
    'sallyport.decisions sum {request}',
    'sallyport.feed.lag gauge s',
    'sallyport.feed.sequence gauge {change}',
    'sallyport.records.waiting gauge {record}',
    'sallyport.servers gauge {server}',
  ]);
  const { isMonotonic, temporality, resource } = newest.get(
    'sallyport.decisions',
  );
  assert.deepEqual([isMonotonic, temporality], [true, CUMULATIVE]);
  assert.equal(resource['service.name'], 'sallyport');

  assert.deepEqual(receiver.problems, []);
  assert.deepEqual(
    [...receiver.forms].sort(),
    ['metrics', 'traces'].map(signal => `/v1/${signal} application/x-protobuf`),
  );
  const all = JSON.stringify(receiver.metrics);
  for (const unsaid of [SECRET, told.token, 'alice', 'made-up'])
    assert.ok(!all.includes(unsaid), `${unsaid} is in a metric`);
});

test('Prometheus scrapes the gateway and evaluates the shipped rules', async () => {
  const [up] = await waitFor(
    async () => {
      const found = await prometheus.query('up{job="sallyport"} == 1');
      return found.length > 0 ? found : undefined;
    },
    { what: 'The scrape', seconds: 30 },
  );
  assert.equal(up.metric.job, 'sallyport');
  const [count] = await prometheus.query(
    'mcp_server_operation_duration_count{mcp_method_name="tools/call",gen_ai_tool_name="echo",error_type=""}',
  );
  assert.equal(count.value[1], '1');
  const { groups } = await prometheus.api('rules');
  const rules = groups.flatMap(group => group.rules);
  assert.ok(rules.length > 10);
  assert.deepEqual(
    rules.filter(({ lastError }) => lastError),
    [],
  );
});

test('every panel of the dashboards asks what Prometheus understands, and shows something', async () => {
  const targets = readDashboards().flatMap(targetsOf);
  assert.ok(targets.length > 10);
  const isAbsent = ({ expr }) => ABSENT.some(name => expr.includes(name));
  const empty = async () => {
    const asked = await Promise.all(
      targets.map(async target => ({
        ...target,
        result: await prometheus.query(filledIn(target, '1m')),
      })),
    );
    return asked.filter(({ result }) => result.length === 0);
  };
  const expected = targets.filter(isAbsent).map(({ expr }) => expr);
  // A rate takes two scrapes.
  const left = await waitFor(
    async () => {
      const found = (await empty()).map(({ expr }) => expr);
      return found.length <= expected.length ? found : undefined;
    },
    { what: 'Something in the panels', seconds: 20 },
  ).catch(async () => (await empty()).map(({ expr }) => expr));
  assert.deepEqual(left, expected);
  const dashboards = readDashboards();
  for (const { templating } of dashboards)
    for (const { name, query } of templating.list) {
      const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(query);
      const found = await prometheus.api(
        `label/${label}/values?match[]=${metric}`,
      );
      assert.ok(found.includes('api:default/everything'), name);
    }
});

test('rules and dashboards ask for what the gateway has', async () => {
  const text = await told.scrape();
  const had = new Set(
    [...text.matchAll(/^(\w+?)(?:_bucket|_sum|_count)?(?:\{| )/gm)].map(
      ([, name]) => name,
    ),
  );
  const files = [
    join(SHIPPED, 'prometheus', 'rules.yml'),
    ...readDashboards().map(({ name }) =>
      join(SHIPPED, 'grafana', 'dashboards', name),
    ),
  ];
  const asked = files.flatMap(path =>
    [
      ...readFileSync(path, 'utf8').matchAll(
        /\b((?:mcp_\w+_duration|sallyport_\w+?))(?:_bucket|_sum|_count)?(?=\{|\[| >|\))/g,
      ),
    ].map(([, name]) => name),
  );
  assert.ok(asked.length > 10);
  const unknown = asked.filter(
    name =>
      !had.has(name) &&
      !ABSENT.includes(name) &&
      // Labels stand in brackets, too.
      !/^sallyport_(?:server|reason|decision|state|outcome)$/.test(name),
  );
  assert.deepEqual(unknown, []);
  for (const unsaid of [SECRET, told.token, 'alice'])
    assert.ok(!text.includes(unsaid), `${unsaid} is in a metric`);
});
