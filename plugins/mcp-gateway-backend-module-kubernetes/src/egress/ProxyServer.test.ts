import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  EgressRules,
  type EgressEvent,
  egressPlan,
  SandboxEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { signPass } from './EgressPass';
import { ProxyDialer } from './ProxyDialer';
import { type ProxyDecision, ProxyServer } from './ProxyServer';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

describe('ProxyServer', () => {
  const closers: (() => void)[] = [];
  const decisions: ProxyDecision[] = [];
  const strangers: string[] = [];
  let events: EgressEvent[];
  let upstream: number;
  let port: number;

  const listen = async (server: Server) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  beforeEach(async () => {
    events = [];
    const web = createHttpServer((req, res) =>
      res.end(`at ${req.headers.host}`),
    );
    upstream = await listen(web);
    const proxy = ProxyServer.create({
      key: publicKey,
      opened: EgressRules.create({
        allowedHosts: [`orders.test:${upstream}`, `here.test:${upstream}`],
      }),
      resolve: async host => [
        {
          address: host === 'rebound.test' ? '169.254.169.254' : '127.0.0.1',
          family: 4,
        },
      ],
      onDecision: decision => decisions.push(decision),
      onStranger: why => strangers.push(why),
    });
    port = await listen(proxy.server);
    closers.push(
      () => proxy.close(),
      () => web.close(),
    );
  });
  afterEach(() => {
    closers.splice(0).forEach(close => close());
    decisions.length = 0;
    strangers.length = 0;
  });

  const passFor = (
    profile: PermissionProfile,
    lifetimeSeconds = 60,
    key = privateKey,
  ) =>
    signPass({
      ...{ key, profile, lifetimeSeconds },
      runtimeId: 'r1',
      serverRef: 'api:default/notes',
    });
  const dialer = (pass: string) =>
    ProxyDialer.create({
      proxy: { host: '127.0.0.1', port },
      pass: async () => pass,
      onEvent: event => events.push(event),
    });
  const bound = (one: ProxyDialer) => ({ connect: one.connect.bind(one) });
  const rule = (host: string) => ({
    sallyport: { egress: [{ host, port: upstream }] },
  });
  const get = async (socket: Awaited<ReturnType<ProxyDialer['connect']>>) => {
    socket.end('GET / HTTP/1.0\r\nHost: x\r\n\r\n');
    return text(socket);
  };

  it('lets through what the pass says, and tells of it on both sides', async () => {
    const socket = await dialer(await passFor(rule('orders.test'))).connect(
      'orders.test',
      upstream,
    );
    expect(await get(socket)).toContain('at x');
    expect(decisions).toEqual([
      expect.objectContaining({
        runtimeId: 'r1',
        serverRef: 'api:default/notes',
        host: 'orders.test',
        allowed: true,
      }),
    ]);
    expect(events).toEqual([
      expect.objectContaining({
        host: 'orders.test',
        port: upstream,
        allowed: true,
      }),
    ]);
  });

  it.each([
    ['another host', 'evil.test', 'does not name'],
    [
      'S3: a name that leads to the metadata of a cloud',
      'rebound.test',
      'private or reserved',
    ],
  ])('refuses %s', async (_, host, words) => {
    const profile = host === 'rebound.test' ? rule(host) : rule('orders.test');
    await expect(
      dialer(await passFor(profile)).connect(host, upstream),
    ).rejects.toThrow(words);
    expect(events).toEqual([
      expect.objectContaining({
        host,
        allowed: false,
        why: expect.stringContaining(words),
      }),
    ]);
  });

  it('refuses an address that only somebody else may reach', async () => {
    await expect(
      dialer(await passFor({})).connect('127.0.0.1', upstream),
    ).rejects.toThrow('does not name');
  });

  it.each<[string, () => Promise<string>]>([
    ['no pass', async () => ''],
    ['an old one', () => passFor(rule('orders.test'), -10)],
    [
      'a forged one',
      () =>
        passFor(
          rule('orders.test'),
          60,
          generateKeyPairSync('ed25519').privateKey,
        ),
    ],
    [
      'a changed one',
      async () =>
        (await passFor(rule('orders.test'))).replace(
          /\.[^.]+\./,
          `.${Buffer.from('{"sub":"r1"}').toString('base64url')}.`,
        ),
    ],
  ])('refuses %s', async (_, pass) => {
    await expect(
      dialer(await pass()).connect('orders.test', upstream),
    ).rejects.toThrow('pass');
    expect(strangers).toHaveLength(1);
    expect(decisions).toEqual([]);
  });

  it('S5: tells of a flood within bounds, and says how much it left out', async () => {
    const { connect: dial } = bound(dialer(await passFor({})));
    await Promise.all(
      Array.from({ length: 400 }, () => dial('evil.test', 1).catch(() => {})),
    );
    expect(events.length).toBeLessThan(350);
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
    await dial('evil.test', 1).catch(() => {});
    expect(events.at(-1)?.why).toMatch(/and \d+ more, not told of/);
  });

  it('S5: lets one pod not take all connections', async () => {
    const sockets = Array.from({ length: 301 }, () =>
      connect(port, '127.0.0.1'),
    );
    closers.push(() => sockets.forEach(socket => socket.destroy()));
    const closed = sockets.map(socket => {
      socket.on('error', () => {});
      return once(socket, 'close');
    });
    await Promise.race(closed);
    expect(sockets.filter(({ destroyed }) => destroyed)).toHaveLength(1);
  });

  it('is no proxy for anything but CONNECT', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('GET http://orders.test/ HTTP/1.1\r\nHost: orders.test\r\n\r\n');
    expect(await text(socket)).toContain('405');
  });

  it('serves the listeners of a pod', async () => {
    const profile: PermissionProfile = {
      sallyport: {
        egress: [
          { host: 'orders.test', port: upstream },
          { host: 'here.test', port: upstream, via: 'proxy' },
        ],
      },
    };
    const { listeners } = egressPlan(profileEgress(profile));
    const servers = listeners.map(() => createServer());
    const ports = await Promise.all(servers.map(listen));
    const broker = dialer(await passFor(profile));
    const egress = SandboxEgress.serve({ broker, servers, listeners });
    closers.push(() => egress.close());

    expect(await get(connect(ports[0], '127.0.0.1'))).toContain('at x');
    const proxied = connect(ports[1], '127.0.0.1');
    proxied.write(
      `GET http://here.test:${upstream}/ HTTP/1.0\r\nHost: here.test\r\n\r\n`,
    );
    expect(await text(proxied)).toContain(`at here.test:${upstream}`);
    const tunnel = connect(ports[1], '127.0.0.1');
    tunnel.write(
      `CONNECT elsewhere.test:${upstream} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(await text(tunnel)).toContain('403 Forbidden');
  });
});
