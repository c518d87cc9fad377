import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { endOpenConnections } from './endOpenConnections';

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('endOpenConnections', () => {
  it('ends connections on which nobody asked anything, and those that are no HTTP any more', async () => {
    const server = createServer();
    server.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    const end = endOpenConnections(server, {
      ...{ graceMs: 60_000, isAnswering: () => false },
    });
    const port = await listening(server);
    const [silent, upgraded] = [connect(port), connect(port)];
    upgraded.write(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await once(upgraded, 'data');
    const ends = [once(silent, 'close'), once(upgraded, 'close')];
    const closed = new Promise(resolve => server.close(resolve));
    // As Backstage does, which is not enough.
    server.closeIdleConnections();
    await end();
    await Promise.all([...ends, closed]);
    expect([silent.destroyed, upgraded.destroyed]).toEqual([true, true]);
  });

  it('lets answers under way finish, for a while', async () => {
    let answering = 0;
    const server = createServer((_, res) => {
      answering += 1;
      res.once('close', () => {
        answering -= 1;
      });
      setTimeout(() => res.end('whole'), 100);
    });
    const end = endOpenConnections(server, {
      ...{ graceMs: 10_000, isAnswering: () => answering > 0 },
    });
    const port = await listening(server);
    const [answer] = await Promise.all([
      new Promise<string>((resolve, reject) => {
        get({ port, host: '127.0.0.1' }, res => {
          let text = '';
          res.on('data', chunk => (text += chunk));
          res.on('end', () => resolve(text));
          res.on('error', reject);
        }).on('error', reject);
      }),
      once(server, 'request').then(() => end()),
    ]);
    expect(answer).toBe('whole');
    server.close();
  });
});
