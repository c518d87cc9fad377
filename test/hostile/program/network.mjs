import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { refused } from './broken.mjs';

const PATIENCE_MS = 4_000;

function inTime(work) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(refused('no answer')), PATIENCE_MS).unref();
  });
  return Promise.race([work, late]);
}

async function open(options) {
  const socket = connect(options);
  try {
    await inTime(once(socket, 'connect'));
    return 'connected';
  } finally {
    socket.destroy();
  }
}

/** Asks the proxy of its environment for a tunnel. */
function viaProxy(target) {
  const proxy = new URL(process.env.HTTPS_PROXY);
  return inTime(
    new Promise((resolve, reject) => {
      const asking = request({
        host: proxy.hostname,
        port: proxy.port,
        method: 'CONNECT',
        path: target,
      });
      asking.on('connect', ({ statusCode }, socket) => {
        socket.destroy();
        if (statusCode === 200) resolve('a tunnel');
        else reject(refused(`status ${statusCode}`));
      });
      asking.on('error', reject);
      asking.end();
    }),
  );
}

/** Writes plain requests to the proxy as they are, all at once, and gives the status of the last. */
async function plainByProxy({ urls, host }) {
  const proxy = new URL(process.env.HTTP_PROXY);
  const socket = connect({ host: proxy.hostname, port: proxy.port });
  const requests = urls.map(
    (url, index) =>
      `GET ${url} HTTP/1.1\r\nHost: ${host ?? new URL(url).host}\r\n${
        index === urls.length - 1 ? 'Connection: close\r\n' : ''
      }\r\n`,
  );
  let answer = '';
  socket.on('data', chunk => (answer += chunk.toString('latin1')));
  socket.write(requests.join(''));
  try {
    await inTime(once(socket, 'close'));
  } finally {
    socket.destroy();
  }
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(
    ([, status]) => status,
  );
  const last = statuses[urls.length - 1];
  if (last !== '200') throw refused(last ? `status ${last}` : 'no answer');
  return statuses.join(' ');
}

export const attempts = {
  plainByProxy,
  connect: ({ host, port }) => open({ host, port }),
  unixSocket: ({ path }) => open({ path: path.replace('@', '\0') }),
  proxy: ({ target }) => viaProxy(target),

  async fetch({ url, follow }) {
    const answer = await fetch(url, {
      redirect: follow ? 'follow' : 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return `${answer.status} ${(await answer.text()).slice(0, 60)}`;
  },

  async lookup({ name }) {
    return (await inTime(lookup(name))).address;
  },

  /** Past the sandbox's own files, to a name server of its choice. */
  async askNameServer({ server, name }) {
    const resolver = new Resolver({ timeout: 1000, tries: 1 });
    resolver.setServers([server]);
    return (await inTime(resolver.resolve4(name))).join(' ');
  },

  async sendDatagram({ host, port }) {
    const socket = createSocket('udp4');
    try {
      await inTime(
        new Promise((resolve, reject) => {
          socket.once('error', reject);
          socket.send('x', port, host, error =>
            error ? reject(error) : resolve(),
          );
        }),
      );
      return 'sent';
    } finally {
      socket.close();
    }
  },

  interfaces() {
    const found = Object.keys(networkInterfaces()).filter(
      name => name !== 'lo',
    );
    if (found.length === 0) throw refused('none but its own loopback');
    return found.join(' ');
  },

  /** Listens where others would have to reach it; outside it is looked for. */
  async listen({ port }) {
    const { createServer } = await import('node:net');
    const server = createServer();
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
    return 'listens';
  },
};
