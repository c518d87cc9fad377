// One trace from a client to the database of the orders example: client → gateway → MCP server → orders API → SQLite.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { root } from '../../scripts/lib/paths.mjs';
import { listens, waitFor } from '../../scripts/lib/waitFor.mjs';
import { freePort } from '../support/rig/freePort.mjs';
import { startRig } from '../support/rig/startRig.mjs';
import { DELTA, seriesOfOtlp } from './lib/otlp/series.mjs';
import { OtlpReceiver } from './lib/OtlpReceiver.mjs';

const AUDIENCE = 'urn:example:orders';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN = 'b7ad6b7169203331';

let receiver;
let rig;
let orders;

before(async () => {
  receiver = await OtlpReceiver.start();
  const [apiPort, mcpPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${mcpPort}/mcp`;
  const telemetry = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    // The other form, compressed; the other test has what SDKs do by themselves.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
  rig = await startRig({
    servers: [
      {
        name: 'orders',
        url,
        tools: ['search_orders'],
        credential: { type: 'signed-assertion', audience: AUDIENCE },
      },
    ],
    people: ['alice'],
    config: {
      mcpGateway: {
        credentials: {
          assertions: {
            audiences: [
              { audience: AUDIENCE, servers: ['api:default/orders'] },
            ],
          },
        },
      },
    },
    env: {
      ...telemetry,
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    },
  });
  orders = spawn(
    process.execPath,
    [join(root, 'examples', 'orders', 'src', 'main.ts')],
    {
      env: {
        ...process.env,
        ...telemetry,
        ORDERS_API_PORT: String(apiPort),
        ORDERS_MCP_PORT: String(mcpPort),
        ORDERS_MCP_URL: url,
        ORDERS_DB: ':memory:',
        ORDERS_GATEWAY_URL: rig.gatewayUrls[0],
      },
      stdio: 'ignore',
    },
  );
  await waitFor(listens(`http://localhost:${mcpPort}/healthz`), {
    what: 'The orders server',
    seconds: 30,
  });
});

after(async () => {
  if (orders?.exitCode === null) {
    orders.kill('SIGTERM');
    await once(orders, 'exit');
  }
  await rig?.stop();
  await receiver?.stop();
  // All that came, to the last message.
  assert.deepEqual(receiver?.problems ?? [], []);
});

test('a trace joins client, gateway, server, orders API and its database call', async () => {
  const token = await rig.token('alice', 'orders');
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(rig.endpoint('orders')), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  const result = await client.callTool({
    ...{ name: 'search_orders', arguments: {} },
    _meta: { traceparent: `00-${TRACE}-${CLIENT_SPAN}-01` },
  });
  assert.notEqual(result.isError, true, JSON.stringify(result.content));
  await client.close();
  const ours = () => receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const path = await waitFor(
    async () => {
      const found = ours();
      const database = found.find(
        ({ attributes }) => attributes['db.system.name'] === 'sqlite',
      );
      if (!database) return undefined;
      const chain = [database];
      for (;;) {
        const parent = found.find(
          ({ spanId }) => spanId === chain[0].parentSpanId,
        );
        if (!parent) break;
        chain.unshift(parent);
      }
      return chain[0].parentSpanId === CLIENT_SPAN ? chain : undefined;
    },
    { what: 'The trace', seconds: 20 },
  );
  assert.deepEqual(
    path.map(({ name, kind, resource }) => [
      resource['service.name'],
      name,
      kind,
    ]),
    [
      ['sallyport', 'tools/call search_orders', 2],
      ['sallyport', 'tools/call search_orders', 3],
      // The MCP server asks the API, in its own process' name.
      ['orders', 'GET', 3],
      ['orders', 'GET /orders', 2],
      ['orders', 'SELECT', 3],
    ],
  );
  const { attributes } = path.at(-1);
  assert.equal(attributes['db.operation.name'], 'SELECT');
  assert.ok(!attributes['db.query.text'].includes('alice'));
  assert.deepEqual(receiver.problems, []);
  assert.ok(!JSON.stringify(receiver.spans).includes(token));
});

test('metrics of deltas say of each call once that it was', async () => {
  const ofCalls = () =>
    receiver.metrics.filter(
      ({ name, points }) =>
        name === 'mcp.server.operation.duration' &&
        points.some(
          ({ attributes }) =>
            attributes['gen_ai.tool.name'] === 'search_orders',
        ),
    );
  await waitFor(async () => ofCalls().length > 0 || undefined, {
    what: 'The metrics',
    seconds: 20,
  });
  // Every export has the gauges: two more of them, and it would have been said again.
  const exports = () =>
    receiver.metrics.filter(({ name }) => name === 'sallyport.servers').length;
  const already = exports();
  await waitFor(async () => exports() >= already + 2 || undefined, {
    what: 'Two more exports',
    seconds: 20,
  });
  const [said, ...again] = ofCalls();
  assert.deepEqual(again, []);
  assert.equal(said.temporality, DELTA);
  const counts = [...seriesOfOtlp(receiver.metrics)].filter(
    ([key]) =>
      key.startsWith('mcp_server_operation_duration_count{') &&
      key.includes('search_orders'),
  );
  assert.deepEqual(
    counts.map(([, count]) => count),
    [1],
  );
  const decisions = receiver.metrics.filter(
    ({ name }) => name === 'sallyport.decisions',
  );
  for (const { temporality, isMonotonic } of decisions)
    assert.deepEqual([temporality, isMonotonic], [DELTA, true]);
  for (const [at, { points }] of decisions.slice(1).entries())
    assert.ok(
      BigInt(points[0].startTimeUnixNano) >=
        BigInt(decisions[at].points[0].timeUnixNano),
      'Deltas overlap',
    );
  assert.deepEqual(receiver.problems, []);
  assert.deepEqual(
    [...receiver.forms].sort(),
    ['metrics', 'traces'].map(signal => `/v1/${signal} application/json gzip`),
  );
});
