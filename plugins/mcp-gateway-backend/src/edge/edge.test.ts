import { createHostCheck } from './checkHost';
import { routeOf } from './endpoints';

describe('host check', () => {
  const check = createHostCheck({
    publicUrl: 'http://localhost:7008',
    isLoopback: true,
    allowedOrigins: ['https://inspector.example.com'],
  });

  it.each([
    ['localhost:7008', undefined],
    ['127.0.0.1:7008', undefined],
    ['[::1]:7008', undefined],
    ['localhost:7008', 'http://localhost:7008'],
    ['localhost:7008', 'https://inspector.example.com'],
  ])('takes %s with origin %s', (host, origin) => {
    expect(check({ host, origin })).toBeUndefined();
  });

  it.each([
    ['evil.example.com', undefined, 'edge.forbidden-host'],
    ['localhost.evil.example.com', undefined, 'edge.forbidden-host'],
    [undefined, undefined, 'edge.forbidden-host'],
    ['localhost:7008', 'http://evil.example.com', 'edge.forbidden-origin'],
    ['localhost:7008', 'null', 'edge.forbidden-origin'],
  ])('refuses %s with origin %s', (host, origin, reason) => {
    expect(check({ host, origin })).toBe(reason);
  });

  it('knows loopback names only where it listens on loopback', () => {
    const open = createHostCheck({
      publicUrl: 'https://mcp.example.com',
      isLoopback: false,
      allowedOrigins: [],
    });
    expect(open({ host: 'mcp.example.com' })).toBeUndefined();
    expect(open({ host: 'localhost' })).toBe('edge.forbidden-host');
  });
});

describe('routeOf', () => {
  const route = (path: string) => routeOf(path, 'http://localhost:7008');

  it('reads an endpoint and where its metadata is', () => {
    expect(route('/servers/Default/Orders/mcp')).toEqual({
      kind: 'mcp',
      endpoint: {
        serverRef: 'api:default/orders',
        url: 'http://localhost:7008/servers/default/orders/mcp',
        resourceMetadata:
          'http://localhost:7008/.well-known/oauth-protected-resource/servers/default/orders/mcp',
      },
    });
  });

  it('finds the endpoint of its metadata again', () => {
    expect(
      route('/.well-known/oauth-protected-resource/servers/default/orders/mcp'),
    ).toMatchObject({
      kind: 'metadata',
      endpoint: { serverRef: 'api:default/orders' },
    });
  });

  it.each([
    '/',
    '/servers/default/orders',
    '/servers/default/../orders/mcp',
    '/servers/a/b/c/mcp',
    '/servers/default/orders/mcp/',
    '/.well-known/oauth-protected-resource',
    '/api/mcp-gateway/tokens',
  ])('serves nothing at %s', path => {
    expect(route(path)).toEqual({ kind: 'unknown' });
  });
});
