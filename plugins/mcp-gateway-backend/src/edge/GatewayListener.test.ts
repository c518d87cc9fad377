import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { waitUntil } from '../__testUtils__/waitUntil';
import { GatewayListener } from './GatewayListener';

describe('GatewayListener', () => {
  const sockets: Socket[] = [];
  let listener: GatewayListener;

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.close();
  });

  async function open(handler: RequestListener) {
    listener = GatewayListener.create({ handler, stallMs: 200 });
    const port = await listener.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket;
  }

  it('E6: drops a client that takes nothing, and what waits for it', async () => {
    let written = 0;
    let closed = false;
    const socket = await open((_, res) => {
      res.writeHead(200);
      res.once('close', () => (closed = true));
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (!closed && res.write(chunk)) written += chunk.length;
        res.once('drain', more);
      };
      more();
    });
    socket.pause();
    await waitUntil(() => closed);
    // What the kernels hold between the two, and no more.
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('E6: keeps a stream on which nothing happens', async () => {
    let closed = false;
    let say = (_: string) => {};
    const socket = await open((_, res) => {
      res.once('close', () => (closed = true));
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
      say = text => res.write(text);
    });
    let received = '';
    socket.on('data', chunk => (received += chunk));
    await waitUntil(() => received.includes('event-stream'));
    // Several times as long as a stalled client would get.
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect(closed).toBe(false);
    say('data: still here\n\n');
    await waitUntil(() => received.includes('still here'));
  });

  it('E6: ends a connection on which nothing is asked', async () => {
    listener = GatewayListener.create({
      handler: (_, res) => res.end(),
      stallMs: 200,
    });
    const port = await listener.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let closed = false;
    socket.once('close', () => (closed = true)).on('error', () => {});
    socket.resume();
    await waitUntil(() => closed);
    expect(closed).toBe(true);
  });

  it('E6: gives a client only so long for its headers', async () => {
    listener = GatewayListener.create({
      handler: (_, res) => res.end(),
      stallMs: 200,
      headersMs: 200,
    });
    const port = await listener.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    let received = '';
    socket.on('data', chunk => (received += chunk));
    socket.write('GET / HTTP/1.1\r\n');
    let ended = false;
    socket.once('close', () => (ended = true));
    socket.on('error', () => {});
    const drip = setInterval(() => {
      if (!socket.destroyed) socket.write('x-a: b\r\n');
    }, 50);
    await waitUntil(() => ended);
    clearInterval(drip);
    expect(received).toMatch(/^HTTP\/1\.1 408|^$/);
  });
});
