import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EgressBroker } from './EgressBroker';
import { EgressRefusal } from './EgressRefusal';
import { joinSockets } from './joinSockets';

/** How long a client may take to say where it wants to go. */
const HEAD_MS = 10_000;
const MAX_HEAD_BYTES = 8 * 1024;
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
];

/**
 * An HTTP proxy for one runtime: tunnels by CONNECT, and plain HTTP as proxies take it. The broker decides.
 *
 * @public
 */
export class EgressProxy {
  static create(options: { broker: EgressBroker }): EgressProxy {
    return new EgressProxy(options.broker);
  }

  readonly #broker: EgressBroker;
  readonly #server: Server;
  readonly #impatient = new WeakMap<Duplex, NodeJS.Timeout>();

  private constructor(broker: EgressBroker) {
    this.#broker = broker;
    this.#server = createServer({ maxHeaderSize: MAX_HEAD_BYTES });
    this.#server.on('connect', (req, socket, head) => {
      clearTimeout(this.#impatient.get(socket));
      void this.#tunnel(req, socket, head);
    });
    this.#server.on('request', (req, res) => {
      clearTimeout(this.#impatient.get(req.socket));
      void this.#forward(req, res);
    });
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Takes a connection that was made inside. */
  accept(socket: Socket): void {
    const timer = setTimeout(() => socket.destroy(), HEAD_MS);
    this.#impatient.set(socket, timer);
    socket.once('close', () => clearTimeout(timer));
    this.#server.emit('connection', socket);
  }

  async #tunnel(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    socket.on('error', () => socket.destroy());
    const target = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(
      req.url ?? '',
    );
    if (!target) {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    const [, address, name, port] = target;
    try {
      const upstream = await this.#broker.connect(
        address ?? name,
        Number(port),
      );
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      joinSockets(socket, upstream);
    } catch (error) {
      const { status, text } = answerFor(error);
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(
          text,
        )}\r\nConnection: close\r\n\r\n${text}`,
      );
    }
  }

  async #forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = URL.parse(req.url ?? '');
    if (url?.protocol !== 'http:' || url.username || url.password) {
      res.writeHead(400).end('This is a proxy: CONNECT, or an http address\n');
      return;
    }
    try {
      const upstream = await this.#broker.connect(
        url.hostname,
        Number(url.port) || 80,
      );
      const onward = request({
        createConnection: () => upstream,
        method: req.method,
        path: `${url.pathname}${url.search}`,
        headers: { ...withoutHops(req.headers), host: url.host },
        setHost: false,
      });
      onward.on('response', answer => {
        res.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
        answer.pipe(res);
      });
      onward.on('error', () => res.destroy());
      res.on('close', () => upstream.destroy());
      req.pipe(onward);
    } catch (error) {
      const { status, text } = answerFor(error);
      res
        .writeHead(Number(status.slice(0, 3)), { connection: 'close' })
        .end(text);
    }
  }
}

function withoutHops(headers: IncomingMessage['headers']) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
  );
}

function answerFor(error: unknown): { status: string; text: string } {
  return error instanceof EgressRefusal
    ? { status: '403 Forbidden', text: `Sallyport: ${error.message}\n` }
    : {
        status: '502 Bad Gateway',
        text: 'Sallyport: the destination does not answer\n',
      };
}
