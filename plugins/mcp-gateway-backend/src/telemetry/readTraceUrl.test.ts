import { mockServices } from '@backstage/backend-test-utils';
import { readTraceUrl } from './readTraceUrl';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const read = (traceUrl?: string) =>
  readTraceUrl(
    mockServices.rootConfig({
      data: { mcpGateway: { telemetry: traceUrl ? { traceUrl } : {} } },
    }),
  );

describe('readTraceUrl', () => {
  it('puts the id of a trace where it belongs, and nothing else', () => {
    expect(read()).toBeUndefined();
    const link = read('https://grafana.example.com/a/{traceId}?b={traceId}#$&');
    expect(link?.(TRACE)).toBe(
      `https://grafana.example.com/a/${TRACE}?b=${TRACE}#$&`,
    );
    for (const id of ['', 'x', `${TRACE}/..`, TRACE.toUpperCase()]) {
      expect(link?.(id)).toBeUndefined();
    }
  });

  it.each([
    [
      'no place for the id',
      'https://grafana.example.com',
      'must have {traceId}',
    ],
    ['no address', '/explore/{traceId}', 'http:// or https://'],
    ['another scheme', 'data:text/html,{traceId}', 'http:// or https://'],
    ['the id in the host', 'https://{traceId}.example.com', 'in its host'],
    ['the id in the scheme', '{traceId}://example.com', 'http:// or https://'],
    ['a password', 'https://a:b@example.com/{traceId}', 'password'],
  ])('refuses %s', (_, url, problem) => {
    expect(() => read(url)).toThrow(problem);
  });
});
