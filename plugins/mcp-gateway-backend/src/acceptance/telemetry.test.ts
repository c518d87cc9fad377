import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { collectTelemetry } from '../__testUtils__/collectTelemetry';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, message, modern, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';
import {
  addRuntimeDriver,
  hostedEntity,
  hostedServer,
} from '../runtimes/__testUtils__/hostedServer';
import { PlainProcessDriver } from '../runtimes/__testUtils__/PlainProcessDriver';
import { DURATION_BUCKETS } from '../telemetry/conventions';

jest.setTimeout(60_000);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${CLIENT_SPAN}-01`;
const SECRET = 'a-secret-in-the-arguments';

describe('telemetry', () => {
  let collected: ReturnType<typeof collectTelemetry>;
  let upstream: Upstream;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    collected = collectTelemetry();
    upstream = await startUpstream();
    gateway = await startGateway({
      features: [addRuntimeDriver(new PlainProcessDriver({}))],
      entities: [hostedEntity('memory')],
      prepare: registry => {
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice')],
        });
        registry.put(
          hostedServer(
            'memory',
            { identifier: '@modelcontextprotocol/server-memory' },
            ['read_graph'],
          ),
        );
      },
    });
    token = await gateway.token('alice', 'orders');
  });

  beforeEach(() => {
    collected.forget();
    upstream.seen.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await collected.stop();
  });

  const spansOf = async (method: string, count: number) => {
    const found = () =>
      collected
        .spans()
        .filter(({ attributes }) => attributes['mcp.method.name'] === method);
    await waitUntil(() => found().length >= count);
    return found();
  };
  const ofKind = (spans: readonly ReadableSpan[], kind: SpanKind) => {
    const [span, ...more] = spans.filter(one => one.kind === kind);
    expect(more).toEqual([]);
    return span;
  };
  const sentParents = () =>
    upstream.seen
      .filter(({ body }) => body.includes('"tools/call"'))
      .map(({ headers, body }) => [
        headers.traceparent,
        JSON.parse(body).params._meta.traceparent,
      ]);

  it('is a span of the server within one of the client, by the conventions', async () => {
    const { client } = await connect(gateway.endpoint('orders'), token);
    await client.callTool({ name: 'echo', arguments: { text: SECRET } });
    const spans = await spansOf('tools/call', 2);
    const server = ofKind(spans, SpanKind.SERVER);
    const toUpstream = ofKind(spans, SpanKind.CLIENT);
    await client.close();

    expect(server.name).toBe('tools/call echo');
    expect(server.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'echo',
      'gen_ai.operation.name': 'execute_tool',
      'mcp.protocol.version': '2025-11-25',
      'mcp.session.id': expect.stringMatching(/^[\w-]{16,}$/),
      'jsonrpc.request.id': expect.stringMatching(/^\d+$/),
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'sallyport.server': 'api:default/orders',
      'sallyport.call.id': expect.any(String),
      'sallyport.reason': 'granted',
    });
    const place = new URL(upstream.url);
    expect(toUpstream.name).toBe('tools/call echo');
    expect(toUpstream.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'echo',
      'gen_ai.operation.name': 'execute_tool',
      'mcp.protocol.version': '2025-11-25',
      'mcp.session.id': expect.stringMatching(/^[0-9a-f]{64}$/),
      'jsonrpc.request.id': server.attributes['jsonrpc.request.id'],
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'server.address': place.hostname,
      'server.port': Number(place.port),
      'sallyport.server': 'api:default/orders',
    });
    expect(toUpstream.parentSpanContext?.spanId).toBe(
      server.spanContext().spanId,
    );
    expect(server.parentSpanContext).toBeUndefined();
    const { traceId, spanId } = toUpstream.spanContext();
    const sent = `00-${traceId}-${spanId}-01`;
    expect(sentParents()).toEqual([[sent, sent]]);
    // Nobody sent one: its record names the gateway's own.
    const call = await gateway.call(({ tool }) => tool === 'echo');
    expect(call).toMatchObject({ traceId });
  });

  it.each(['header', 'message'])(
    'goes on with the trace of a client that says it in its %s',
    async where => {
      const { client } = await connect(gateway.endpoint('orders'), token);
      await client.close();
      const session = upstream.seen.length;
      expect(session).toBeGreaterThan(0);
      collected.forget();
      const { body, headers } = modern('tools/call', {
        name: 'echo',
        arguments: {},
      });
      const inMessage = structuredClone(body) as {
        params: { _meta: Record<string, unknown> };
      };
      if (where === 'message') {
        inMessage.params._meta.traceparent = traceparent;
      }
      await send(gateway.endpoint('orders'), {
        token,
        body: inMessage,
        headers: { ...headers, ...(where === 'header' && { traceparent }) },
      }).then(response => response.text());
      const spans = await spansOf('tools/call', 2);
      const server = ofKind(spans, SpanKind.SERVER);
      expect(server.spanContext().traceId).toBe(TRACE);
      expect(server.parentSpanContext?.spanId).toBe(CLIENT_SPAN);
      const toUpstream = ofKind(spans, SpanKind.CLIENT);
      expect(toUpstream.spanContext().traceId).toBe(TRACE);
      expect(sentParents().flat()).toEqual(
        Array(2).fill(`00-${TRACE}-${toUpstream.spanContext().spanId}-01`),
      );
    },
  );

  it('links the request around a message that says another parent', async () => {
    const around = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const body = message('tools/call', {
      ...{ name: 'unknown', arguments: {} },
      _meta: { traceparent },
    });
    await send(gateway.endpoint('orders'), {
      ...{ token, body },
      headers: { traceparent: around },
    });
    const [server] = await spansOf('tools/call', 1);
    expect(server.parentSpanContext?.spanId).toBe(CLIENT_SPAN);
    expect(server.links.map(link => link.context.spanId)).toEqual([
      '2'.repeat(16),
    ]);
  });

  it('is no child of whoever is not signed in', async () => {
    await send(gateway.endpoint('orders'), {
      body: message('tools/list'),
      headers: { traceparent },
    });
    await waitUntil(() => collected.spans().length > 0);
    const [span] = collected.spans();
    expect(span.spanContext().traceId).not.toBe(TRACE);
    expect(span.attributes).toMatchObject({
      'sallyport.reason': 'unauthenticated.missing-token',
      'error.type': '-31001',
      'rpc.response.status_code': '-31001',
    });
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('says of tools that nobody approved no name', async () => {
    await send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', { name: 'made-up', arguments: {} }),
    });
    const [span] = await spansOf('tools/call', 1);
    expect(span.name).toBe('tools/call _OTHER');
    expect(JSON.stringify(span.attributes)).not.toContain('made-up');
  });

  it('reaches servers over standard input and output', async () => {
    const own = await gateway.token('alice', 'memory');
    const { client } = await connect(gateway.endpoint('memory'), own);
    await client.callTool({ name: 'read_graph', arguments: {} });
    const spans = await spansOf('tools/call', 2);
    await client.close();
    const server = ofKind(spans, SpanKind.SERVER);
    const toUpstream = ofKind(spans, SpanKind.CLIENT);
    expect(toUpstream.attributes).toMatchObject({
      'network.transport': 'pipe',
      'sallyport.server': 'api:default/memory',
    });
    expect(toUpstream.attributes).not.toHaveProperty('server.address');
    expect(toUpstream.spanContext().traceId).toBe(server.spanContext().traceId);
  });

  it('measures with the buckets of the conventions, and says nothing that somebody made up', async () => {
    const { client, transport } = await connect(
      gateway.endpoint('orders'),
      token,
    );
    await client.callTool({ name: 'echo', arguments: { text: SECRET } });
    await transport.terminateSession();
    await client.close();
    const all = await collected.metrics();
    const byName = new Map(all.map(one => [one.descriptor.name, one]));
    for (const side of ['client', 'server']) {
      for (const what of ['operation', 'session']) {
        const histogram = byName.get(`mcp.${side}.${what}.duration`);
        expect(histogram?.descriptor.unit).toBe('s');
        const [point] = histogram?.dataPoints ?? [];
        expect(point.value).toMatchObject({
          buckets: { boundaries: DURATION_BUCKETS },
        });
        expect(point.attributes).not.toHaveProperty('mcp.session.id');
      }
    }
    const decisions = byName.get('sallyport.decisions')?.dataPoints ?? [];
    expect(decisions.map(({ attributes }) => attributes)).toEqual(
      expect.arrayContaining([
        {
          'sallyport.decision': 'allow',
          'sallyport.reason': 'granted',
          'sallyport.server': 'api:default/orders',
        },
      ]),
    );
    expect(
      [...byName.keys()].filter(name => name.startsWith('sallyport.')),
    ).toEqual(
      expect.arrayContaining([
        'sallyport.answers.open',
        'sallyport.records.waiting',
        'sallyport.feed.lag',
        'sallyport.feed.sequence',
        'sallyport.servers',
        'sallyport.breakers',
        'sallyport.runtimes',
      ]),
    );
    const text = JSON.stringify([
      all,
      collected.spans().map(one => one.attributes),
    ]);
    for (const unsaid of ['made-up', SECRET, token, 'user:default/alice']) {
      expect(text).not.toContain(unsaid);
    }
  });
});
