import { isFree } from './ports.mjs';

const METRICS_PORT = 9464;

/** The example offers metrics, on loopback, unless the environment says something else of telemetry or the port is taken: it is not worth a failed start. */
export async function demoTelemetry(env = process.env) {
  const isDecided = Object.keys(env).some(name => name.startsWith('OTEL_'));
  return isDecided || !(await isFree(METRICS_PORT))
    ? {}
    : {
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(METRICS_PORT),
      };
}
