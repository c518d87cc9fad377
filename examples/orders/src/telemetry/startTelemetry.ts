import { startNodeSdk } from '@opentelemetry/sdk-node';

/** Sends spans where the environment names an OTLP endpoint; nothing runs where it does not. Returns what ends it. */
export function startTelemetry(
  env: Record<string, string | undefined>,
): () => Promise<void> {
  const isOff = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
  if (isOff || !env.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {};
  const sdk = startNodeSdk({
    resourceAttributes: { 'service.name': 'orders' },
    metricReaders: [],
    logRecordProcessors: [],
  });
  return async () => {
    // A collector that is gone holds nobody up.
    await sdk.shutdown().catch(() => {});
  };
}
