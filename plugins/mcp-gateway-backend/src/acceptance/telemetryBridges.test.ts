import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SpanKind } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { collectTelemetry } from '../__testUtils__/collectTelemetry';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { bridgedServer } from '../era/__testUtils__/bridgedServer';
import { createLegacyTools } from '../era/__testUtils__/createLegacyTools';
import { createModernTools } from '../era/__testUtils__/createModernTools';
import { startLegacyServer } from '../era/__testUtils__/startLegacyServer';
import { startModernServer } from '../era/__testUtils__/startModernServer';

jest.setTimeout(60_000);

const METHOD = 'mcp.method.name';
const SESSION = 'mcp.session.id';
const traceOf = (span: ReadableSpan) => span.spanContext().traceId;
const echo = (text: string) => ({ name: 'echo', arguments: { text } });

describe('telemetry of calls between the eras', () => {
  const happened = { cancelled: [] };
  let collected: ReturnType<typeof collectTelemetry>;
  let modern: Awaited<ReturnType<typeof startModernServer>>;
  let legacy: Awaited<ReturnType<typeof startLegacyServer>>;
  let gateway: TestGateway;
  let isStopped = false;

  beforeAll(async () => {
    collected = collectTelemetry();
    modern = await startModernServer(() => createModernTools(happened));
    legacy = await startLegacyServer(() => createLegacyTools(happened));
    gateway = await startGateway({
      prepare: registry => {
        registry.put(bridgedServer(modern.url));
        registry.put(bridgedServer(legacy.url, { name: 'billing' }));
      },
    });
  });

  beforeEach(() => collected.forget());

  const stopGateway = async () => {
    if (isStopped) return;
    isStopped = true;
    await gateway.stop();
  };

  afterAll(async () => {
    await stopGateway();
    await modern.stop();
    await legacy.stop();
    await collected.stop();
  });

  const access = async (server: string) => ({
    url: new URL(gateway.endpoint(server)),
    requestInit: {
      headers: {
        authorization: `Bearer ${await gateway.token('alice', server)}`,
      },
    },
  });
  const spansOf = async (kind: SpanKind, method: string) => {
    const found = () =>
      collected
        .spans()
        .filter(one => one.kind === kind && one.attributes[METHOD] === method);
    await waitUntil(() => found().length > 0);
    return found();
  };
  const spanOf = async (kind: SpanKind, method: string) => {
    const [span, ...more] = await spansOf(kind, method);
    expect(more).toEqual([]);
    return span;
  };
  /** Sessions with servers that are over, by how they ended. */
  const endedSessions = async () => {
    const all = await collected.metrics();
    const found = all.find(
      ({ descriptor }) => descriptor.name === 'mcp.client.session.duration',
    );
    return (found?.dataPoints ?? []).map(({ attributes, value }) => ({
      ...attributes,
      count: (value as Histogram).count,
    }));
  };

  it('joins both hops of a client of the session era at a server of the stateless one', async () => {
    const { url, requestInit } = await access('orders');
    const client = new Client({ name: 'v1', version: '1' });
    const transport = new StreamableHTTPClientTransport(url, { requestInit });
    await client.connect(transport);
    await client.callTool(echo('hello'));
    await transport.terminateSession();
    await client.close();
    const outer = await spanOf(SpanKind.SERVER, 'tools/call');
    const inner = await spanOf(SpanKind.CLIENT, 'tools/call');
    expect([outer.name, inner.name]).toEqual(Array(2).fill('tools/call echo'));
    expect(outer.attributes).toMatchObject({
      'mcp.protocol.version': '2025-11-25',
      [SESSION]: expect.any(String),
    });
    expect(inner.attributes['mcp.protocol.version']).toBe('2026-07-28');
    expect(inner.attributes).not.toHaveProperty(SESSION);
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(traceOf(inner)).toBe(traceOf(outer));
    const seen = modern.seen.find(one => one.message.method === 'tools/call');
    const sent = `00-${traceOf(inner)}-${inner.spanContext().spanId}-01`;
    expect(seen?.headers.traceparent).toBe(sent);
    expect(seen?.message.params?._meta).toMatchObject({ traceparent: sent });
    // The gateway's question what the server speaks is of the request that had to know.
    const began = await spanOf(SpanKind.SERVER, 'initialize');
    const asked = await spanOf(SpanKind.CLIENT, 'server/discover');
    expect(asked.parentSpanContext?.spanId).toBe(began.spanContext().spanId);
    // The client had a session, and the server had none.
    expect(await endedSessions()).toEqual([]);
  });

  it('joins both hops of a client of the stateless era at a server of the session era, with the session that it takes', async () => {
    const { url, requestInit } = await access('billing');
    const client = new ModernClient(
      { name: 'v2', version: '2' },
      {
        capabilities: { elicitation: { form: {} } },
        versionNegotiation: { mode: { pin: '2026-07-28' } },
      },
    );
    await client.connect(new ModernTransport(url, { requestInit }));
    await client.callTool(echo('one'));
    const outer = await spanOf(SpanKind.SERVER, 'tools/call');
    const inner = await spanOf(SpanKind.CLIENT, 'tools/call');
    expect(outer.attributes['mcp.protocol.version']).toBe('2026-07-28');
    expect(inner.attributes['mcp.protocol.version']).toBe('2025-11-25');
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(traceOf(inner)).toBe(traceOf(outer));
    const sent = `00-${traceOf(inner)}-${inner.spanContext().spanId}-01`;
    const seen = legacy.seen.find(one => one.message.method === 'tools/call');
    expect(seen?.headers.traceparent).toBe(sent);
    expect(seen?.message.params?._meta).toMatchObject({ traceparent: sent });

    // The session begins within the request that needed it first, and each of its requests says which one it is.
    const first = await spanOf(SpanKind.SERVER, 'server/discover');
    const opened = await spanOf(SpanKind.CLIENT, 'initialize');
    const ready = await spanOf(SpanKind.CLIENT, 'notifications/initialized');
    for (const one of [opened, ready]) {
      expect(one.parentSpanContext?.spanId).toBe(first.spanContext().spanId);
    }
    const session = opened.attributes[SESSION];
    expect(session).toMatch(/^[0-9a-f]{64}$/);
    for (const one of [ready, inner]) {
      expect(one.attributes[SESSION]).toBe(session);
    }

    // The server forgets it: its end and its stream are of no call, but linked to where it began.
    collected.forget();
    for (const { transport } of [...legacy.sessions.values()]) {
      await transport.close();
    }
    legacy.sessions.clear();
    await client.callTool(echo('two'));
    const again = await spanOf(SpanKind.SERVER, 'tools/call');
    const ended = await spanOf(SpanKind.CLIENT, 'http/end-session');
    // Whether it is looked for once more depends on who notices first.
    const streams = await spansOf(SpanKind.CLIENT, 'http/stream');
    for (const one of [ended, ...streams]) {
      expect(one.parentSpanContext).toBeUndefined();
      expect(traceOf(one)).not.toBe(traceOf(again));
      expect(one.links.map(({ context }) => context.spanId)).toEqual([
        first.spanContext().spanId,
      ]);
      expect(one.attributes[SESSION]).toBe(session);
    }
    const anew = await spanOf(SpanKind.CLIENT, 'initialize');
    expect(traceOf(anew)).toBe(traceOf(again));
    expect(anew.attributes[SESSION]).not.toBe(session);
    await client.close();

    const common = {
      'mcp.protocol.version': '2025-11-25',
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(legacy.url).port),
      count: 1,
    };
    const lost = { ...common, 'error.type': '404' };
    expect(await endedSessions()).toEqual([lost]);
    await stopGateway();
    expect(await endedSessions()).toEqual([lost, common]);
  });
});
