import { request as httpRequest } from 'http';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const text = (value: object) => JSON.stringify(value);
const echo = message('tools/call', { name: 'echo', arguments: {} });

describe('what an MCP endpoint takes', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice')],
        }),
    });
    token = await gateway.token('alice', 'orders');
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['no JSON', '{"jsonrpc":', 400, 'message.malformed'],
    ['nothing', '', 400, 'message.malformed'],
    ['a JSON scalar', '42', 400, 'message.invalid'],
    [
      'another protocol',
      text({ ...echo, jsonrpc: '1.0' }),
      400,
      'message.invalid',
    ],
    ['a batch', text([echo, echo]), 400, 'message.invalid'],
    [
      'a message without a method',
      '{"jsonrpc":"2.0","id":1}',
      400,
      'message.invalid',
    ],
    [
      'a tool call without a tool',
      text(message('tools/call')),
      400,
      'message.invalid',
    ],
    [
      'a tool twice',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"wipe"}}',
      400,
      'message.ambiguous',
    ],
    [
      'a key twice, one of them escaped',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","n\\u0061me":"wipe"}}',
      400,
      'message.ambiguous',
    ],
    [
      'a key twice in different case',
      '{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call"}',
      400,
      'message.ambiguous',
    ],
    [
      'a lone surrogate',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\\ud800"}}',
      400,
      'message.ambiguous',
    ],
    [
      'invalid UTF-8',
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      400,
      'message.ambiguous',
    ],
    [
      'a NUL',
      '{"jsonrpc":"2.0","id":1,"method":"tools/\u0000list"}',
      400,
      'message.malformed',
    ],
    ['deep nesting', '['.repeat(100_000), 400, 'message.malformed'],
    [
      'a method nobody knows',
      text(message('tools/destroy')),
      404,
      'message.unknown-method',
    ],
  ])('refuses %s', async (_, body, status, reason) => {
    const response = await send(gateway.endpoint('orders'), { token, body });
    expect(response.status).toBe(status);
    const { error } = await response.json();
    expect(error.data.reason).toBe(reason);
    expect(error.data.requestId).toBeTruthy();
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('refuses a body of 20 MB', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: text(message('tools/call', { name: 'x'.repeat(20_000_000) })),
    });
    expect(response.status).toBe(413);
    expect((await response.json()).error.data.reason).toBe('edge.too-large');
  });

  it('refuses other content types', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: text(echo),
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(415);
  });

  it.each([
    ['another method', { 'mcp-method': 'tools/list' }],
    ['another tool', { 'mcp-method': 'tools/call', 'mcp-name': 'wipe' }],
  ])('refuses headers that name %s than the body', async (_, headers) => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: echo,
      headers,
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      code: -32020,
      data: { reason: 'message.header-mismatch' },
    });
  });

  it('refuses pages of other origins', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      body: echo,
      headers: { origin: 'https://evil.example' },
    });
    expect(response.status).toBe(403);
    expect((await response.json()).error.data.reason).toBe(
      'edge.forbidden-origin',
    );
  });

  it('refuses other host names: a name that was rebound to this address reaches nothing', async () => {
    // fetch() sets Host itself.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(
        gateway.endpoint('orders'),
        { method: 'POST', headers: { host: 'evil.example' } },
        response => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('refuses other HTTP methods', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      httpMethod: 'PUT',
      body: echo,
    });
    expect(response.status).toBe(405);
  });

  it('answers for a server that nobody has like for one that is hidden', async () => {
    const response = await send(gateway.endpoint('billing'), {
      token: await gateway.token('alice', 'billing'),
      body: message('tools/list'),
    });
    expect(response.status).toBe(200);
    expect((await response.json()).error.data.reason).toBe('server.not-found');
  });

  it.each([
    '/',
    '/servers',
    '/servers/default/orders',
    '/api/mcp-gateway/info',
  ])('serves nothing at %s', async path => {
    const response = await fetch(`${gateway.publicUrl}${path}`);
    expect(response.status).toBe(404);
  });

  it('sends nothing of what it refused to the server', () => {
    // The last test of this file: everything above came in, nothing of it went out.
    expect(upstream.seen).toEqual([]);
  });
});
