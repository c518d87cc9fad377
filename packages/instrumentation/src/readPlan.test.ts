import { readPlan } from './readPlan';

describe('readPlan', () => {
  it.each([
    ['nothing', {}],
    ['nothing but none', { OTEL_METRICS_EXPORTER: 'none' }],
    [
      'a switched off SDK',
      { OTEL_SDK_DISABLED: 'true', OTEL_METRICS_EXPORTER: 'prometheus' },
    ],
  ])('starts nothing for %s', (_, env) => {
    expect(readPlan(env)).toBeUndefined();
  });

  it('sends traces and metrics where an endpoint is named', () => {
    const plan = readPlan({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' });
    expect(plan?.defaults).toMatchObject({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
    });
  });

  it('sends nothing anywhere where Prometheus alone is asked for, and listens on loopback', () => {
    const plan = readPlan({ OTEL_METRICS_EXPORTER: 'prometheus' });
    expect(plan?.defaults).toMatchObject({
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    });
    expect(plan?.defaults).not.toHaveProperty('OTEL_METRICS_EXPORTER');
  });

  it('leaves what was said', () => {
    const plan = readPlan({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_SERVICE_NAME: 'mine',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
    });
    expect(plan?.defaults).not.toHaveProperty('OTEL_SERVICE_NAME');
    expect(plan?.defaults).not.toHaveProperty('OTEL_EXPORTER_PROMETHEUS_HOST');
  });
});
