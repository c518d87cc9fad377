import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EgressGuard } from '../egress/EgressGuard';
import { upstreamRequest } from './__testUtils__/upstreamRequest';
import { CallCancellation } from './Cancellation';
import { HttpUpstream, type UpstreamLimits } from './HttpUpstream';

describe('HttpUpstream', () => {
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  }

  function upstream(
    options: { allowedHosts?: string[] } & Partial<UpstreamLimits> = {},
  ) {
    const { allowedHosts = ['127.0.0.1'], ...limits } = options;
    const created = HttpUpstream.create({
      guard: EgressGuard.create({ allowedHosts }),
      limits: { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000, ...limits },
    });
    closing.push(() => created.close());
    return created;
  }

  it('sends what it was given and hands back what comes', async () => {
    const seen: unknown[] = [];
    const url = await serve(async (req, res) => {
      let body = '';
      for await (const chunk of req) body += chunk;
      seen.push([req.method, req.headers['content-type'], body]);
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}');
    });
    const answer = await upstream().send(
      upstreamRequest({
        url,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"jsonrpc":"2.0"}'),
      }),
    );
    expect(seen).toEqual([['POST', 'application/json', '{"jsonrpc":"2.0"}']]);
    expect(answer.status).toBe(200);
    expect((await answer.body.toArray()).join('')).toBe('{"a":1}');
  });

  it('R1: does not dial what the guard forbids', async () => {
    const reached = jest.fn();
    const url = await serve(reached);
    await expect(
      upstream({ allowedHosts: [] }).send(upstreamRequest({ url })),
    ).rejects.toMatchObject({ reason: 'upstream.forbidden-address' });
    expect(reached).not.toHaveBeenCalled();
  });

  it.each<[string, RequestListener]>([
    ['says nothing', () => {}],
    [
      'sends interim answers only',
      (_, res) => {
        const timer = setInterval(() => res.writeProcessing(), 50);
        res.once('close', () => clearInterval(timer));
      },
    ],
  ])('S5: waits so long for a server that %s', async (_, listener) => {
    const url = await serve(listener);
    await expect(
      upstream({ headersMs: 300 }).send(upstreamRequest({ url })),
    ).rejects.toMatchObject({ reason: 'upstream.timeout' });
  });

  it('S5: an answer that stops half-way ends, one that goes on does not', async () => {
    const url = await serve((_, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{"half":');
    });
    const answer = await upstream({ idleMs: 300 }).send(
      upstreamRequest({ url }),
    );
    await expect(answer.body.toArray()).rejects.toMatchObject({
      code: 'UND_ERR_BODY_TIMEOUT',
    });

    const slow = await serve(async (_, res) => {
      for (let n = 0; n < 8; n++) {
        res.write(`data: ${n}\n\n`);
        await new Promise(resolve => setTimeout(resolve, 250));
      }
      res.end();
    });
    const stream = await upstream({ idleMs: 1_500 }).send(
      upstreamRequest({ url: slow }),
    );
    expect((await stream.body.toArray()).join('')).toContain('data: 7');
  });

  it('says that nobody listens', async () => {
    const url = await serve(() => {});
    for (const close of closing.splice(0)) await close();
    await expect(
      upstream().send(upstreamRequest({ url })),
    ).rejects.toMatchObject({ reason: 'upstream.unreachable' });
  });

  it('lets go of the server when nobody waits any more', async () => {
    const cancellation = new CallCancellation();
    let arrive = () => {};
    const arrived = new Promise<void>(resolve => (arrive = resolve));
    let leave = () => {};
    const left = new Promise<void>(resolve => (leave = resolve));
    const url = await serve((req, res) => {
      res.once('close', leave);
      if (req.method === 'GET') res.writeHead(200).write('begun');
      arrive();
    });
    const sent = upstream().send(upstreamRequest({ url, cancellation }));
    await arrived;
    cancellation.cancel();
    await expect(sent).rejects.toMatchObject({ name: 'UpstreamFailure' });
    await left;
  });
});
