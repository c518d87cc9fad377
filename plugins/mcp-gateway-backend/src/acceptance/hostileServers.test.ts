import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const ORDERS = 'api:default/orders';
const JSON_HEADERS = { 'content-type': 'application/json' };
const SSE_HEADERS = { 'content-type': 'text/event-stream' };

const answerTo = (id: number) =>
  JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } });

describe('servers that lie', () => {
  let server: Server;
  let port: number;
  let listener: RequestListener;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    server = createServer((req, res) => {
      req.resume();
      listener(req, res);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    gateway = await startGateway({
      prepare: registry => {
        registry.put({
          ...activeServer('orders', `http://127.0.0.1:${port}/mcp`),
          grants: [grantTo('user:default/alice')],
        });
        registry.put({
          ...activeServer('billing', `http://127.0.0.1:${port}/billing`),
          grants: [grantTo('user:default/alice')],
        });
      },
    });
    token = await gateway.token('alice', 'orders');
  });

  afterAll(async () => {
    await gateway.stop();
    server.closeAllConnections();
    server.close();
  });

  const call = (tool = 'echo', id = 1) =>
    send(gateway.endpoint('orders'), {
      token,
      body: message('tools/call', { name: tool, arguments: {} }, id),
    });
  const list = () =>
    send(gateway.endpoint('orders'), { token, body: message('tools/list') });

  it.each<[string, RequestListener, string]>([
    [
      'with the answer to another request',
      (_, res) =>
        res
          .writeHead(200, JSON_HEADERS)
          .end('{"jsonrpc":"2.0","id":99,"result":{"tools":[]}}'),
      'upstream.invalid',
    ],
    [
      'with half a JSON',
      (_, res) =>
        res.writeHead(200, JSON_HEADERS).end('{"jsonrpc":"2.0","id":1,"res'),
      'upstream.invalid',
    ],
    [
      'with more than is held',
      (_, res) =>
        res.writeHead(200, JSON_HEADERS).end('x'.repeat(9 * 1024 * 1024)),
      'upstream.too-large',
    ],
    [
      'that the answer is a gigabyte',
      (_, res) => {
        res.writeHead(200, { ...JSON_HEADERS, 'content-length': 2 ** 30 });
        res.write('{');
      },
      'upstream.too-large',
    ],
    [
      'with a redirect to itself',
      (_, res) =>
        res
          .writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` })
          .end(),
      'upstream.invalid',
    ],
    ['with nothing', (_, res) => void res.destroy(), 'upstream.unreachable'],
  ])('S5: answers %s', async (_, answer, reason) => {
    listener = answer;
    const response = await list();
    expect(await response.json()).toMatchObject({
      id: 1,
      error: { data: { reason } },
    });
    // The listener answers others as before.
    expect((await fetch(`${gateway.publicUrl}/livez`)).ok).toBe(true);
  });

  it('S5: a stream with the answer to another request is refused before it', async () => {
    listener = (_, res) => {
      res.writeHead(200, SSE_HEADERS);
      res.end(
        'event: message\ndata: {"jsonrpc":"2.0","id":99,"result":{"tools":[{"name":"secret"}]}}\n\n',
      );
    };
    const received = await (await list()).text();
    expect(received).not.toContain('secret');
    expect(JSON.parse(received)).toMatchObject({
      id: 1,
      error: { data: { reason: 'upstream.invalid' } },
    });
  });

  it('S5: what passes through untouched is recorded as what it was', async () => {
    listener = (_, res) => res.writeHead(200, JSON_HEADERS).end(answerTo(99));
    await (await call()).text();
    const recorded = await gateway.call(({ tool }) => tool === 'echo');
    expect(recorded).toMatchObject({ outcome: 'upstream-error' });
  });

  it('E6: a client that does not read makes the server wait, and nobody else', async () => {
    let sent = 0;
    let isWaiting = false;
    let isGone = false;
    listener = (_, res) => {
      res.once('close', () => (isGone = true));
      res.writeHead(200, SSE_HEADERS);
      const event = `data: ${'x'.repeat(64 * 1024)}\n\n`;
      const more = () => {
        isWaiting = false;
        while (!isGone && res.write(event)) sent += event.length;
        isWaiting = true;
        res.once('drain', more);
      };
      more();
    };
    const response = await call();
    let before = -1;
    await waitUntil(async () => {
      const isStill = isWaiting && sent === before;
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 200));
      return isStill && sent === before;
    });
    // What kernels and buffers on the way hold; the server would send for ever.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect((await fetch(`${gateway.publicUrl}/livez`)).ok).toBe(true);
    await response.body?.cancel();
    await waitUntil(() => isGone);
  });

  it('opens the breaker of a server that is gone, for that server only', async () => {
    listener = (req, res) => {
      if (req.url !== '/billing') res.destroy();
      else res.writeHead(200, JSON_HEADERS).end(answerTo(1));
    };
    const reasons = [];
    let last: Response | undefined;
    for (let n = 0; n < 6; n++) {
      last = await call();
      reasons.push((await last.json()).error.data.reason);
    }
    expect(reasons).toEqual([
      ...Array(5).fill('upstream.unreachable'),
      'upstream.circuit-open',
    ]);
    expect(last?.status).toBe(503);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    const response = await send(gateway.endpoint('billing'), {
      token: await gateway.token('alice', 'billing'),
      body: message('tools/list'),
    });
    expect(await response.json()).toMatchObject({ id: 1, result: {} });
  });

  it('R1: does not dial the address of a server inside', async () => {
    gateway.registry.change('api:default/billing', {
      approvedRevision: {
        ...activeServer('billing', '').approvedRevision!,
        upstream: { type: 'streamable-http', url: 'https://10.0.0.1/mcp' },
      },
    });
    await gateway.applied();
    const response = await send(gateway.endpoint('billing'), {
      token: await gateway.token('alice', 'billing'),
      body: message('tools/list'),
    });
    expect(response.status).toBe(502);
    expect((await response.json()).error.data.reason).toBe(
      'upstream.forbidden-address',
    );
  });

  it('finishes calls under way when it stops, and ends streams', async () => {
    // A new address has a closed breaker.
    gateway.registry.change(ORDERS, {
      approvedRevision: {
        ...activeServer('orders', '').approvedRevision!,
        upstream: {
          type: 'streamable-http',
          url: `http://127.0.0.1:${port}/again`,
        },
      },
    });
    await gateway.applied();
    let finish: (() => unknown) | undefined;
    listener = (req, res) => {
      if (req.method === 'GET') {
        res.writeHead(200, SSE_HEADERS).flushHeaders();
      } else {
        finish = () => res.writeHead(200, JSON_HEADERS).end(answerTo(1));
      }
    };
    const stream = await send(gateway.endpoint('orders'), {
      token,
      httpMethod: 'GET',
    });
    let isEnded = false;
    const ended = stream.text().catch(() => {});
    void ended.then(() => (isEnded = true));
    const answer = call();
    await waitUntil(() => finish !== undefined);
    const stopped = gateway.stop();
    await waitUntil(() => isEnded);
    finish?.();
    const response = await answer;
    expect(await response.json()).toMatchObject({ id: 1, result: {} });
    await stopped;
  });
});
