import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import { freePort } from '../__testUtils__/freePort';
import { waitUntil } from '../__testUtils__/waitUntil';
import { EgressGuard } from '../egress/EgressGuard';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { systemClock } from '../access/Clock';
import { Assertions } from '../tokens/Assertions';
import { startSseUpstream } from '../__testUtils__/startSseUpstream';
import { mcpListener } from './__testUtils__/mcpListener';
import { modernListener } from './__testUtils__/modernListener';
import { McpProbe, type McpProbeOptions } from './McpProbe';

describe('McpProbe', () => {
  const servers: Server[] = [];
  let keys: ReturnType<typeof createLocalJWKSet>;
  let assertions: Assertions;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    keys = createLocalJWKSet({
      keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }],
    });
    assertions = Assertions.create({
      keys: { signingKey: async () => ({ kid: 'one', privateKey } as never) },
      issuer: 'https://mcp.example',
      clock: systemClock,
    });
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  }

  async function probe(
    url: string,
    {
      credential,
      ...options
    }: Partial<McpProbeOptions> & { credential?: ServerCredential } = {},
  ) {
    return await McpProbe.create({
      logger: mockServices.logger.mock(),
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
      assertions,
      ...options,
    }).probe({
      serverId: 'server-1',
      upstream: { type: 'streamable-http', url },
      credential,
    });
  }

  const answer =
    (
      status: number,
      headers: Record<string, string> = {},
      body = '',
    ): RequestListener =>
    (_, res) =>
      res.writeHead(status, headers).end(body);

  it('learns everything that a server says about its tools, page by page', async () => {
    const mcp = mcpListener({
      pages: [
        [
          {
            name: 'get_order',
            title: 'Get an order',
            description: 'Finds one order',
            inputSchema: {
              type: 'object',
              properties: { id: { type: 'string' } },
            },
            annotations: { readOnlyHint: true, 'x-own': 'kept' },
            'x-more': { deep: [1] },
          },
        ],
        [{ name: 'cancel_order', inputSchema: { type: 'object' } }],
        [],
      ],
    });
    const result = await probe(await serve(mcp.listener));
    expect(result).toEqual({
      ok: true,
      serverInfo: { name: 'orders', version: '1.2.3' },
      protocolVersion: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      instructions: 'Ask for one order at a time.',
      tools: [
        expect.objectContaining({
          name: 'get_order',
          annotations: { readOnlyHint: true, 'x-own': 'kept' },
          'x-more': { deep: [1] },
        }),
        { name: 'cancel_order', inputSchema: { type: 'object' } },
      ],
    });
  });

  describe('of an HTTP+SSE server', () => {
    const probeSse = (url: string) =>
      McpProbe.create({
        logger: mockServices.logger.mock(),
        guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
        assertions,
        timeoutMs: 2_000,
      }).probe({ serverId: 'server-1', upstream: { type: 'sse', url } });

    it('learns its tools, and leaves', async () => {
      const server = await startSseUpstream();
      expect(await probeSse(server.url)).toMatchObject({
        ok: true,
        serverInfo: { name: 'old' },
        tools: ['echo', 'note', 'wipe', 'grown'].map(name => ({ name })),
      });
      await waitUntil(() => server.sessions.size === 0);
      await server.stop();
    });

    it('R1: posts nothing to another origin', async () => {
      const reached = jest.fn();
      const other = await serve(reached);
      const server = await startSseUpstream({ endpoint: other });
      expect(await probeSse(server.url)).toMatchObject({ ok: false });
      expect(reached).not.toHaveBeenCalled();
      await server.stop();
    });

    it('explains what is no such server', async () => {
      const url = await serve(answer(404));
      expect(await probeSse(url)).toMatchObject({
        ok: false,
        error: expect.stringContaining('HTTP 404'),
      });
    });
  });

  it('ends its session, and carries no credential', async () => {
    const mcp = mcpListener({ pages: [[]] });
    await probe(await serve(mcp.listener));
    expect(mcp.closedSessions).toBe(1);
    expect(mcp.requests.length).toBeGreaterThan(2);
    for (const { headers } of mcp.requests) {
      expect(headers.authorization).toBe(undefined);
      expect(headers.cookie).toBe(undefined);
    }
    // It does not open the server's own stream.
    expect(mcp.requests.map(request => request.method)).not.toContain('GET');
  });

  describe('of a server whose calls carry the gateway’s signed word', () => {
    const credential = {
      type: 'signed-assertion',
      audience: 'urn:example:orders',
      header: 'X-Assertion',
    } as const;

    it('says that it is a probe: no person, and no other place than this one', async () => {
      const mcp = mcpListener({ pages: [[]] });
      const url = await serve(mcp.listener);
      expect(await probe(url, { credential })).toMatchObject({ ok: true });
      const words = new Set(
        mcp.requests.map(({ headers }) => String(headers['x-assertion'])),
      );
      expect(words.size).toBe(1);
      const { payload } = await jwtVerify([...words][0], keys);
      expect(payload).toEqual({
        iss: 'https://mcp.example',
        sub: 'sallyport-probe',
        // Not the audience that the candidate names: nobody has approved its address yet.
        aud: url,
        ...{ iat: expect.any(Number), nbf: expect.any(Number) },
        ...{ exp: expect.any(Number), jti: expect.any(String) },
      });
      expect(payload.exp! - payload.iat!).toBe(60);
      for (const { headers } of mcp.requests) {
        expect(headers.authorization).toBe(undefined);
      }
    });

    it('does not tell what it carried, whatever the server says', async () => {
      let word = '';
      const url = await serve(async (req, res) => {
        word = String(req.headers['x-assertion']);
        const { id, method } = JSON.parse(await text(req));
        const result =
          method === 'initialize'
            ? {
                protocolVersion: '2025-11-25',
                capabilities: { tools: {} },
                serverInfo: { name: 'echo', version: '1' },
                instructions: `Ask with ${word} at a time`,
              }
            : { tools: [{ name: word, inputSchema: { type: 'object' } }] };
        const isKnown = ['initialize', 'tools/list'].includes(method);
        const error = { code: -32601, message: word };
        res.writeHead(id === undefined ? 202 : 200, {
          'Content-Type': 'application/json',
        });
        res.end(
          id === undefined
            ? undefined
            : JSON.stringify({
                ...{ jsonrpc: '2.0', id },
                ...(isKnown ? { result } : { error }),
              }),
        );
      });
      const result = await probe(url, { credential });
      expect(result.instructions).toMatch(/^Ask with \*{100,} at a time/);
      expect(JSON.stringify(result)).not.toContain(word);
    });

    it('explains that the server does not take it', async () => {
      const url = await serve(answer(401));
      const { error } = await probe(url, { credential });
      expect(error).toContain('the subject sallyport-probe');
    });
  });

  it('carries nothing for a server with any other credential', async () => {
    const mcp = mcpListener({ pages: [[]] });
    await probe(await serve(mcp.listener), {
      credential: { type: 'static', secret: 'orders-key' },
    });
    for (const { headers } of mcp.requests) {
      expect(headers.authorization).toBe(undefined);
    }
  });

  it('ends its session also when it fails', async () => {
    const mcp = mcpListener({ pages: 'hang' });
    const result = await probe(await serve(mcp.listener), { timeoutMs: 400 });
    expect(result).toEqual({
      ok: false,
      error: 'The server did not answer within 0.4 seconds.',
    });
    expect(mcp.closedSessions).toBe(1);
  });

  it('learns from a server of the stateless era alone', async () => {
    const tools = [
      { name: 'get_order', inputSchema: { type: 'object' as const } },
    ];
    expect(await probe(await serve(modernListener({ tools })))).toEqual({
      ok: true,
      serverInfo: { name: 'orders', version: '2.0.0' },
      protocolVersion: '2026-07-28',
      tools,
    });
  });

  it('says when a server has no tools at all', async () => {
    const mcp = mcpListener({ pages: undefined });
    expect(await probe(await serve(mcp.listener))).toMatchObject({
      ok: true,
      tools: [],
    });
  });

  it('does not follow a redirect, not even on the same host', async () => {
    const reached: string[] = [];
    const url = await serve((req, res) => {
      reached.push(req.url ?? '');
      res.writeHead(307, { Location: '/internal-path' }).end();
    });
    const result = await probe(url);
    expect(result.ok).toBe(false);
    expect(result.error).toContain('redirects are not followed');
    expect(result.error).not.toContain('internal-path');
    expect(new Set(reached)).toEqual(new Set(['/mcp']));
  });

  it.each([
    ['one huge answer', 'application/json'],
    ['a stream without an end', 'text/event-stream'],
  ])('stops reading %s', async (_, contentType) => {
    let sent = 0;
    const url = await serve((req, res) => {
      req.resume();
      res.writeHead(200, { 'Content-Type': contentType });
      const chunk = 'x'.repeat(64 * 1024);
      const more = () => {
        while (!res.destroyed && sent < 200 * 1024 * 1024) {
          sent += chunk.length;
          if (!res.write(chunk)) {
            res.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    expect(await probe(url, { maxBytes: 1024 * 1024 })).toEqual({
      ok: false,
      error: 'The server answered with more than 1 MiB.',
    });
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });

  it('bounds the number of pages and tools', async () => {
    const endless = mcpListener({ pages: 'endless' });
    expect((await probe(await serve(endless.listener))).error).toBe(
      'The server lists its tools on more than 50 pages.',
    );
    const page = Array.from({ length: 1_500 }, (_, n) => ({
      name: `tool${n}`,
      inputSchema: { type: 'object' },
    }));
    const many = mcpListener({ pages: [page, page] });
    expect((await probe(await serve(many.listener))).error).toBe(
      'The server lists more than 2000 tools.',
    );
  });

  it('says that a connection was refused', async () => {
    const { error } = await probe(`http://127.0.0.1:${await freePort()}/mcp`);
    expect(error).toContain('nothing listens at this address');
  });

  it.each<[string, RequestListener, string]>([
    [
      'a web page',
      answer(200, { 'Content-Type': 'text/html' }, '<h1>'),
      'not with MCP',
    ],
    [
      'JSON of another kind',
      answer(200, { 'Content-Type': 'application/json' }, '{"hello":1}'),
      'not with MCP',
    ],
    [
      'broken JSON',
      answer(200, { 'Content-Type': 'application/json' }, '{'),
      'not with MCP',
    ],
    ['401', answer(401), 'asks for a credential (HTTP 401)'],
    ['404', answer(404), 'no MCP server at this path (HTTP 404)'],
    ['500', answer(500, {}, 'secret stack trace'), 'HTTP 500 instead of MCP'],
    ['nothing', (_, res) => void res.destroy(), 'closed the connection'],
  ])('explains an answer of %s', async (_, listener, expected) => {
    const result = await probe(await serve(listener));
    expect(result).toEqual({
      ok: false,
      error: expect.stringContaining(expected),
    });
    expect(result.error).not.toMatch(/secret|127\.0\.0\.1/);
  });

  it.each([
    ['nonsense', 'not a URL'],
    ['ftp://example.com/mcp', 'must begin with'],
    ['http://me:secret@example.com/mcp', 'user name or password'],
  ])('refuses the address %s', async (url, expected) => {
    expect(await probe(url)).toEqual({
      ok: false,
      error: expect.stringContaining(expected),
    });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/mcp',
    'http://[::ffff:169.254.169.254]/mcp',
    'http://10.0.0.1/mcp',
    'https://2130706433/mcp',
    'https://localhost/mcp',
  ])('R1: does not go to %s', async url => {
    const reached = jest.fn();
    const local = new URL(await serve(() => reached()));
    const address = new URL(url);
    address.port = local.port;
    const guard = EgressGuard.create({ allowedHosts: [] });
    expect(await probe(address.href, { guard })).toEqual({
      ok: false,
      error: expect.stringContaining('does not connect to this address'),
    });
    expect(reached).not.toHaveBeenCalled();
  });
});
