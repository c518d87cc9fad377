import { createServer, request as send, type IncomingMessage } from 'http';
import type { AddressInfo, Socket } from 'net';
import { once } from 'events';
import { readBody } from './readBody';

const LIMITS = { bytes: 100, timeoutMs: 60_000 };

describe('readBody', () => {
  let read: (request: IncomingMessage) => unknown;
  const server = createServer(async (request, response) => {
    // The parser hands out the body after the head.
    await undefined;
    const body = await read(request);
    response.end(typeof body === 'string' ? body : `read ${body}`);
  });

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    read = request => readBody(request, LIMITS);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function post(headers: Record<string, string> = {}) {
    const { port } = server.address() as AddressInfo;
    const sending = send({ port, host: '127.0.0.1', method: 'POST', headers });
    const answer = new Promise<string>((resolve, reject) => {
      sending.on('error', reject).on('response', async response => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve(text);
      });
    });
    return { sending, answer };
  }

  it('reads a body that has come with its head without waiting', async () => {
    let atOnce: unknown;
    read = request => {
      atOnce = readBody(request, LIMITS);
      return atOnce;
    };
    const { sending, answer } = post();
    sending.end('all of it');
    expect(await answer).toBe('read all of it');
    expect(atOnce).toEqual(Buffer.from('all of it'));
  });

  it.each([
    ['with a length', { 'content-length': '10' }],
    ['without a length', { 'transfer-encoding': 'chunked' }],
  ])('waits for the rest of one that comes in pieces, %s', async (_, head) => {
    const first = new Promise<Socket>(resolve => {
      read = request => {
        resolve(request.socket);
        return readBody(request, LIMITS);
      };
    });
    const { sending, answer } = post(head as Record<string, string>);
    sending.write('first');
    await first;
    sending.end('later');
    expect(await answer).toBe('read firstlater');
  });

  it('reads an empty body', async () => {
    const { sending, answer } = post({ 'content-length': '0' });
    sending.end();
    expect(await answer).toBe('read ');
  });

  it.each([
    ['at once', 101],
    ['in pieces', 300_000],
  ])('takes no more than the limit, %s', async (_, size) => {
    const { sending, answer } = post();
    sending.end(Buffer.alloc(size, 'x'));
    expect(await answer).toBe('edge.too-large');
  });

  it('takes as much as the limit', async () => {
    const { sending, answer } = post();
    sending.end(Buffer.alloc(100, 'x'));
    expect(await answer).toBe(`read ${'x'.repeat(100)}`);
  });

  it('gives up on one that does not arrive', async () => {
    read = request => readBody(request, { ...LIMITS, timeoutMs: 20 });
    const { sending, answer } = post({ 'content-length': '10' });
    sending.write('first');
    expect(await answer).toBe('edge.timeout');
    sending.destroy();
  });
});
