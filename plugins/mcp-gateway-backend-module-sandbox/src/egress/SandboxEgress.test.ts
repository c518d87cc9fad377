import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { text } from 'node:stream/consumers';
import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  AllowedHosts,
  EgressBroker,
  type EgressEvent,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { SandboxEgress } from './SandboxEgress';

describe('SandboxEgress', () => {
  const closers: (() => void)[] = [];
  const events: EgressEvent[] = [];
  const answers = new Map<string, string[]>();
  const asked: string[] = [];
  let now = 0;

  afterEach(() => {
    closers.splice(0).forEach(close => close());
    events.length = 0;
    asked.length = 0;
    answers.clear();
    now = 0;
  });

  async function listen(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  /** A server behind the sandbox; answers what it is asked. */
  async function upstream(): Promise<number> {
    return listen(
      createHttpServer((req, res) => {
        if (req.url === '/elsewhere') {
          res.writeHead(302, { location: 'http://evil.test/' }).end();
        } else {
          res.end(`${req.method} ${req.url} ${req.headers.host}`);
        }
      }),
    );
  }

  async function serve(options: {
    rules: { host: string; port: number; via?: 'proxy' }[];
    opened?: string[];
    tunnelTo?: { host: string; port: number };
  }) {
    const { rules, opened = [], tunnelTo } = options;
    const server = createServer();
    const port = await listen(server);
    const egress = SandboxEgress.serve({
      broker: EgressBroker.create({
        egress: profileEgress({ sallyport: { egress: rules } }),
        opened: AllowedHosts.parse(opened),
        resolve: async host => {
          asked.push(host);
          return (answers.get(host) ?? []).map(address => ({
            address,
            family: 4,
          }));
        },
        onEvent: event => events.push(event),
        now: () => now,
      }),
      servers: [server],
      listeners: [
        tunnelTo
          ? { kind: 'tunnel', address: '127.0.0.1', ...tunnelTo }
          : { kind: 'proxy', address: '127.0.0.1', port },
      ],
    });
    closers.push(() => egress.close());
    return port;
  }

  function viaProxy(proxy: number, target: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const asking = request({
        ...{ host: '127.0.0.1', port: proxy, method: 'CONNECT', path: target },
      });
      asking.on('connect', (answer, socket: Socket) => {
        socket.destroy();
        resolve(answer.statusCode ?? 0);
      });
      asking.on('response', answer => resolve(answer.statusCode ?? 0));
      asking.on('error', reject);
      asking.end();
    });
  }

  it('carries a tunnel to the one destination behind it, whatever is asked for', async () => {
    const port = await upstream();
    answers.set('api.test', ['127.0.0.1']);
    const tunnel = await serve({
      rules: [{ host: 'api.test', port }],
      opened: [`api.test:${port}`],
      tunnelTo: { host: 'api.test', port },
    });
    const socket = connect(tunnel, '127.0.0.1');
    // It says its last before the answer: half-open connections have to live.
    socket.end('GET /a HTTP/1.0\r\nHost: other.test\r\n\r\n');
    expect(await text(socket)).toContain('GET /a other.test');
    expect(events).toEqual([
      expect.objectContaining({ host: 'api.test', port, allowed: true }),
    ]);
    expect(asked).toEqual(['api.test']);
  });

  it('resets a tunnel whose name points to this machine, and says why in the log', async () => {
    const port = await upstream();
    answers.set('api.test', ['127.0.0.1']);
    const tunnel = await serve({
      rules: [{ host: 'api.test', port }],
      tunnelTo: { host: 'api.test', port },
    });
    const socket = connect(tunnel, '127.0.0.1');
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(events).toEqual([
      expect.objectContaining({
        allowed: false,
        why: expect.stringContaining('private or reserved'),
      }),
    ]);
  });

  it('S3: asks for a name once for each connection, and dials what it checked', async () => {
    const port = await upstream();
    answers.set('flip.test', ['127.0.0.1']);
    const proxy = await serve({
      rules: [{ host: 'flip.test', port, via: 'proxy' }],
      opened: [`flip.test:${port}`],
    });
    const before = viaProxy(proxy, `flip.test:${port}`);
    expect(await before).toBe(200);
    answers.set('flip.test', ['169.254.169.254']);
    expect(await viaProxy(proxy, `flip.test:${port}`)).toBe(403);
    expect(asked).toEqual(['flip.test', 'flip.test']);
  });

  it.each([
    ['another host', 'evil.test:443'],
    ['another port', 'a.wild.test:22'],
    ['an address instead of its name', '127.0.0.1:443'],
    ['the metadata service', '169.254.169.254:80'],
    ['an address in IPv6', '[::1]:443'],
    ['a number that is an address', '2130706433:443'],
    ['a name above the wildcard', 'wild.test:443'],
  ])('S2, S3: the proxy refuses %s', async (_, target) => {
    answers.set('evil.test', ['127.0.0.1']);
    answers.set('wild.test', ['127.0.0.1']);
    const proxy = await serve({ rules: [{ host: '.wild.test', port: 443 }] });
    expect(await viaProxy(proxy, target)).toBe(403);
    expect(asked).toEqual([]);
    expect(events).toEqual([expect.objectContaining({ allowed: false })]);
  });

  it.each([
    'nonsense',
    'http://a.wild.test/',
    ':443',
    'a.wild.test:',
    'a b:443',
  ])('the proxy does not guess what %p means', async target => {
    const proxy = await serve({ rules: [{ host: '.wild.test', port: 443 }] });
    const socket = connect(proxy, '127.0.0.1');
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await text(socket)).toMatch(/^(?:HTTP\/1\.1 400|$)/);
    expect(asked).toEqual([]);
  });

  it('takes plain HTTP as proxies do, and follows no redirect', async () => {
    const port = await upstream();
    answers.set('a.wild.test', ['127.0.0.1']);
    const proxy = await serve({
      rules: [{ host: '.wild.test', port }],
      opened: [`*.wild.test:${port}`, `a.wild.test:${port}`],
    });
    const get = async (path: string) => {
      const asking = request({ host: '127.0.0.1', port: proxy, path }).end();
      const [answer] = await once(asking, 'response');
      return { status: answer.statusCode, body: await text(answer) };
    };
    expect(await get(`http://a.wild.test:${port}/x?y=1`)).toEqual({
      status: 200,
      body: `GET /x?y=1 a.wild.test:${port}`,
    });
    expect(await get(`http://a.wild.test:${port}/elsewhere`)).toMatchObject({
      status: 302,
    });
    expect(await get('http://evil.test/')).toMatchObject({ status: 403 });
    expect(await get('/')).toMatchObject({ status: 400 });
  });

  it('S5: does not tell of every one of ten thousand attempts', async () => {
    const broker = EgressBroker.create({
      egress: profileEgress({}),
      opened: AllowedHosts.parse([]),
      resolve: async () => [],
      onEvent: event => events.push(event),
      now: () => now,
    });
    for (let left = 10_000; left > 0; left--) {
      await expect(broker.connect('evil.test', 443)).rejects.toMatchObject({
        name: 'EgressRefusal',
      });
    }
    expect(events.length).toBe(200);
    now += 1000;
    await expect(broker.connect('evil.test', 443)).rejects.toThrow('name');
    expect(events.slice(200)).toEqual([
      expect.objectContaining({ why: expect.stringMatching(/^9800 more/) }),
      expect.objectContaining({ why: expect.stringContaining('not name') }),
    ]);
  });

  it('ends connections with the sandbox', async () => {
    const port = await upstream();
    answers.set('api.test', ['127.0.0.1']);
    const tunnel = await serve({
      rules: [{ host: 'api.test', port }],
      opened: [`api.test:${port}`],
      tunnelTo: { host: 'api.test', port },
    });
    const socket = connect(tunnel, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    closers
      .splice(0)
      .reverse()
      .forEach(close => close());
    await once(socket, 'close');
  });
});
