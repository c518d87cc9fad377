/** How the SDK is to be started. */
export interface Plan {
  /** Environment variables that nobody has set. */
  defaults: Record<string, string>;
  /** Of every signal. */
  resource: Record<string, string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/**
 * What the environment asks for; `undefined`: nothing. The SDK's own default is to send everything to port 4318 of this machine, which
 * nobody has asked for who set nothing.
 */
export function readPlan(env: Environment): Plan | undefined {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const isSent = ENDPOINTS.some(name => env[name]);
  const asked = {
    OTEL_TRACES_EXPORTER: env.OTEL_TRACES_EXPORTER,
    OTEL_METRICS_EXPORTER: env.OTEL_METRICS_EXPORTER,
    OTEL_LOGS_EXPORTER: env.OTEL_LOGS_EXPORTER,
  };
  const isAsked = Object.values(asked).some(value => value && value !== 'none');
  if (!isSent && !isAsked) return undefined;
  const defaults: Record<string, string> = {
    OTEL_TRACES_EXPORTER: isSent ? 'otlp' : 'none',
    OTEL_METRICS_EXPORTER: isSent ? 'otlp' : 'none',
    // Logs are the portal's: they are lines on its standard output, with the ids of traces in them.
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'sallyport',
    // Whoever can reach the port can read it.
    OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    OTEL_EXPORTER_PROMETHEUS_PORT: '9464',
  };
  return {
    defaults: Object.fromEntries(
      Object.entries(defaults).filter(([name]) => !env[name]),
    ),
    resource: { 'service.namespace': 'sallyport' },
  };
}
