import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  type MetricData,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

let current: ReturnType<typeof collectTelemetry> | undefined;

/** All spans and metrics that were collected so far in this process, as text; nothing where nobody collects. */
export async function telemetryText(): Promise<string> {
  if (!current) return '';
  const spans = current.spans().map(span => ({
    ...{ name: span.name, kind: span.kind, status: span.status },
    ...{ attributes: span.attributes, events: span.events, links: span.links },
  }));
  return JSON.stringify([spans, await current.metrics()]);
}

/** OpenTelemetry's own SDK, with what it would export in memory. For this process, until it is stopped. */
export function collectTelemetry() {
  const spans = new InMemorySpanExporter();
  const tracers = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  });
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    // Read when a test asks.
    exportIntervalMillis: 2 ** 30,
  });
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(
    new AsyncLocalStorageContextManager().enable(),
  );
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  const collected = {
    /** Spans that have ended, in that order. */
    spans: () => spans.getFinishedSpans(),
    forget: () => spans.reset(),
    /** Every instrument that has measured something. */
    async metrics(): Promise<MetricData[]> {
      exporter.reset();
      await reader.forceFlush();
      const [resource] = exporter.getMetrics();
      return resource?.scopeMetrics.flatMap(scope => scope.metrics) ?? [];
    },
    async stop() {
      current = undefined;
      await meters.shutdown();
      await tracers.shutdown();
      for (const api of [trace, metrics, context, propagation]) api.disable();
    },
  };
  current = collected;
  return collected;
}
