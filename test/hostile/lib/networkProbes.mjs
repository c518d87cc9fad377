// What the hostile program tries in the network, and through the way out that it has.
import { allowed, attack, control, socket } from './attempts.mjs';

/** `c` is the context of `canaries.mjs`. */
export const networkProbes = c =>
  [
    allowed('network', 'reaches what its profile names', 'fetch', {
      url: `http://allowed.test:${c.allowedPort}/`,
    }),
    allowed('network', 'reaches what a wildcard names', 'fetch', {
      url: `http://a.wild.test:${c.allowedPort}/`,
    }),
    attack(
      'network',
      "reaches the machine's own ports",
      'connect',
      { host: '127.0.0.1', port: c.forbiddenPort },
      control,
    ),
    attack('network', 'reaches the metadata service', 'connect', {
      host: '169.254.169.254',
      port: 80,
    }),
    attack('network', 'reaches a private address', 'connect', {
      host: '10.0.0.1',
      port: 443,
    }),
    attack('network', 'reaches a public address', 'connect', {
      host: '192.0.2.1',
      port: 443,
    }),
    attack('network', 'reaches the machine by IPv6', 'connect', {
      host: '::1',
      port: c.forbiddenPort,
    }),
    attack('network', 'reaches another port of an allowed host', 'connect', {
      host: 'allowed.test',
      port: c.forbiddenPort,
    }),
    attack('network', 'resolves a name', 'lookup', { name: 'example.com' }),
    attack('network', 'asks a name server of its own', 'askNameServer', {
      server: '192.0.2.53',
      name: 'example.com',
    }),
    attack('network', 'sends a datagram out', 'sendDatagram', {
      host: '192.0.2.1',
      port: c.datagramPort,
    }),
    // Its own loopback takes it; the machine's must not see it.
    allowed('network', 'sends a datagram to its own loopback', 'sendDatagram', {
      host: '127.0.0.1',
      port: c.datagramPort,
    }),
    attack(
      'network',
      'reaches an abstract socket of the machine',
      'unixSocket',
      { path: `@${c.abstractSocket}` },
      control,
    ),
    attack(
      'network',
      'reaches a socket in the file system',
      'unixSocket',
      { path: c.socketFile },
      control,
    ),
    attack('network', 'has an interface', 'interfaces', {}, control),
    attack('network', 'reaches the metadata service by IPv6', 'connect', {
      host: 'fd00:ec2::254',
      port: 80,
    }),
    attack(
      'network',
      'sends a datagram to everybody near (mDNS)',
      'sendDatagram',
      {
        host: '224.0.0.251',
        port: 5353,
      },
    ),
    attack('egress', 'asks the proxy for another host', 'proxy', {
      target: 'evil.test:443',
    }),
    attack('egress', 'asks the proxy for another port', 'proxy', {
      target: `a.wild.test:${c.forbiddenPort}`,
    }),
    attack('egress', 'asks the proxy for the machine', 'proxy', {
      target: `127.0.0.1:${c.forbiddenPort}`,
    }),
    attack('egress', 'asks the proxy for the metadata service', 'proxy', {
      target: '169.254.169.254:80',
    }),
    attack('egress', 'asks the proxy for a name that points inside', 'proxy', {
      target: `inside.wild.test:${c.allowedPort}`,
    }),
    attack('egress', 'is redirected to the machine', 'fetch', {
      url: `http://allowed.test:${c.allowedPort}/redirect`,
      follow: true,
    }),
    attack(
      'egress',
      'uses a name that is resolved to the machine (rebinding)',
      'fetch',
      { url: `http://rebind.test:${c.forbiddenPort}/` },
    ),
    attack('egress', 'is redirected to the machine, by the proxy', 'fetch', {
      url: `http://a.wild.test:${c.allowedPort}/redirect`,
      follow: true,
    }),
    allowed(
      'egress',
      'reaches what was checked, not what the name says then',
      'fetch',
      {
        url: `http://flip.test:${c.allowedPort}/`,
      },
    ),
    attack(
      'egress',
      'asks for a name with an address of the machine among others',
      'proxy',
      {
        target: `both.mixed.test:${c.forbiddenPort}`,
      },
    ),
    ...[
      `2130706433:${c.forbiddenPort}`,
      `0x7f.1:${c.forbiddenPort}`,
      `localhost:${c.forbiddenPort}`,
      `[::1]:${c.forbiddenPort}`,
      `[::ffff:127.0.0.1]:${c.forbiddenPort}`,
      `a.wild.test@127.0.0.1:${c.forbiddenPort}`,
    ].map(target =>
      attack(
        'egress',
        `asks the proxy for ${target.slice(0, target.lastIndexOf(':'))}`,
        'proxy',
        { target },
      ),
    ),
    allowed('egress', 'sends a plain request by the proxy', 'plainByProxy', {
      urls: [`http://a.wild.test:${c.allowedPort}/`],
    }),
    attack('egress', 'names another host in a plain request', 'plainByProxy', {
      urls: [`http://127.0.0.1:${c.forbiddenPort}/`],
      host: `a.wild.test:${c.allowedPort}`,
    }),
    attack(
      'egress',
      'sends a second request for elsewhere after an allowed one',
      'plainByProxy',
      {
        urls: [
          `http://a.wild.test:${c.allowedPort}/`,
          `http://127.0.0.1:${c.forbiddenPort}/`,
        ],
      },
    ),
    socket('vsock', 40, 1, 0),
    socket('raw IPv4', 2, 3, 1),
    socket('raw IPv6', 10, 3, 58),
    socket('ICMP', 2, 2, 1),
    socket('SCTP', 2, 5, 132),
    socket('packets', 17, 3, 0x300),
    socket('netfilter', 16, 3, 12),
    socket('the kernel’s cryptography', 38, 5, 0),
    socket('key management', 15, 3, 2),
    socket('TIPC', 30, 1, 0),
    socket('Bluetooth', 31, 3, 1),
    socket('XDP', 44, 3, 0),
  ].map(one => (one.name.includes('vsock') ? { ...one, control: true } : one));
