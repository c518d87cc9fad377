import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { request } from 'undici';
import { waitUntil } from '../__testUtils__/waitUntil';
import { createGuardedAgent, type ResolveHost } from './createGuardedAgent';
import { EgressGuard } from './EgressGuard';

const limits = { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000 };

describe('createGuardedAgent', () => {
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function serve(
    listener: RequestListener,
    host = '127.0.0.1',
    port = 0,
  ): Promise<number> {
    const server: Server = createServer(listener).listen(port, host);
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    });
    return (server.address() as AddressInfo).port;
  }

  function agent(options: { allowedHosts: string[]; resolve?: ResolveHost }) {
    const dispatcher = createGuardedAgent({
      guard: EgressGuard.create(options),
      limits,
      resolve: options.resolve,
    });
    closing.push(() => dispatcher.destroy());
    return dispatcher;
  }

  const forbidden = expect.objectContaining({ name: 'EgressError' });
  const answers = (...addresses: string[]) =>
    addresses.map(address => ({ address, family: 4 }));

  it('keeps the name for the server, while it dials the checked address', async () => {
    let host: string | undefined;
    const port = await serve((req, res) => {
      host = req.headers.host;
      res.end('ok');
    });
    const resolve = jest.fn<ReturnType<ResolveHost>, [string]>(async () =>
      answers('127.0.0.1'),
    );
    const dispatcher = agent({ allowedHosts: ['mcp.test'], resolve });
    const { body } = await request(`http://mcp.test:${port}/`, { dispatcher });
    expect(await body.text()).toBe('ok');
    expect(host).toBe(`mcp.test:${port}`);
    // Once: there is no second look-up that could say something else.
    expect(resolve.mock.calls).toEqual([['mcp.test']]);
  });

  it('S3: asks a TLS server for the name, at the checked address', async () => {
    let hello = '';
    const server = createTcpServer(socket => {
      // The name stands in the clear in the first message; no certificate is needed to read it.
      socket.once('data', data => {
        hello = data.toString('latin1');
        socket.destroy();
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => server.close());
    const { port } = server.address() as AddressInfo;
    const dispatcher = agent({
      allowedHosts: ['mcp.test'],
      resolve: async () => answers('127.0.0.1'),
    });
    await expect(
      request(`https://mcp.test:${port}/`, { dispatcher }),
    ).rejects.toThrow();
    expect(hello).toContain('mcp.test');
  });

  it('R1: a name that is rebound between two connections is refused, and what it points to is never reached', async () => {
    const reached = jest.fn();
    const port = await serve((_, res) => {
      res.writeHead(200, { connection: 'close' }).end('ok');
    }, '127.0.0.2');
    await serve(
      (_, res) => {
        reached();
        res.end('secret');
      },
      '127.0.0.1',
      port,
    );
    const resolve = jest
      .fn<ReturnType<ResolveHost>, [string]>()
      .mockResolvedValueOnce(answers('127.0.0.2'))
      .mockResolvedValue(answers('0.0.0.0'));
    // Linux takes the second for this machine, and would reach the server that must not be reached.
    const dispatcher = agent({ allowedHosts: ['rebind.test'], resolve });
    const url = `http://rebind.test:${port}/`;
    const first = await request(url, { dispatcher });
    expect(await first.body.text()).toBe('ok');
    await expect(request(url, { dispatcher })).rejects.toEqual(forbidden);
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(reached).not.toHaveBeenCalled();
  });

  it('R1: one bad address among good ones refuses them all', async () => {
    const reached = jest.fn();
    const port = await serve((_, res) => {
      reached();
      res.end();
    }, '127.0.0.2');
    const dispatcher = agent({
      allowedHosts: ['both.test'],
      resolve: async () => answers('127.0.0.2', '0.0.0.0'),
    });
    await expect(
      request(`http://both.test:${port}/`, { dispatcher }),
    ).rejects.toEqual(forbidden);
    expect(reached).not.toHaveBeenCalled();
  });

  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', 'localhost'])(
    'R1: refuses %s where nothing was opened, before a connection is made',
    async host => {
      const reached = jest.fn();
      const port = await serve((_, res) => {
        reached();
        res.end();
      });
      const dispatcher = agent({ allowedHosts: [] });
      await expect(
        request(`http://${host}:${port}/`, { dispatcher }),
      ).rejects.toEqual(forbidden);
      await expect(
        request(`https://${host}:${port}/`, { dispatcher }),
      ).rejects.toEqual(forbidden);
      expect(reached).not.toHaveBeenCalled();
    },
  );

  it('asks for a name once for all connections that wait for it, and again for later ones', async () => {
    const port = await serve((_, res) => {
      res.writeHead(200, { connection: 'close' }).end('ok');
    });
    let answer = () => {};
    const resolve = jest.fn<ReturnType<ResolveHost>, [string]>(
      () => new Promise(done => (answer = () => done(answers('127.0.0.1')))),
    );
    const dispatcher = agent({ allowedHosts: ['mcp.test'], resolve });
    const get = async () => {
      const { body } = await request(`http://mcp.test:${port}/`, {
        dispatcher,
      });
      return await body.text();
    };
    const all = Promise.all([get(), get(), get()]);
    await waitUntil(() => resolve.mock.calls.length > 0);
    answer();
    expect(await all).toEqual(['ok', 'ok', 'ok']);
    expect(resolve).toHaveBeenCalledTimes(1);
    const later = get();
    await waitUntil(() => resolve.mock.calls.length > 1);
    answer();
    expect(await later).toBe('ok');
  });

  it('follows no redirect', async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve((req, res) => {
      paths.push(req.url);
      res.writeHead(307, { location: '/elsewhere' }).end();
    });
    const dispatcher = agent({ allowedHosts: ['127.0.0.1'] });
    const answer = await request(`http://127.0.0.1:${port}/mcp`, {
      dispatcher,
    });
    expect(answer.statusCode).toBe(307);
    expect(paths).toEqual(['/mcp']);
  });

  it('S5: bounds the head of an answer', async () => {
    const port = await serve((_, res) => {
      res.writeHead(200, {
        'x-large': 'x'.repeat(15_000),
        'x-more': 'y'.repeat(2_000),
      });
      res.end();
    });
    const dispatcher = agent({ allowedHosts: ['127.0.0.1'] });
    await expect(
      request(`http://127.0.0.1:${port}/large`, { dispatcher }),
    ).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' });
  });
});
