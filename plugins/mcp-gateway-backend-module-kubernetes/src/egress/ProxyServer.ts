import { createHash, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  EgressBroker,
  type EgressEvent,
  EgressRefusal,
  type EgressRules,
  joinSockets,
  type ResolveHost,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { type EgressPass, verifyPass } from './EgressPass';

/** A pass says what a profile says, and profiles may say much. */
const MAX_HEAD_BYTES = 128 * 1024;
const HEAD_MS = 10_000;
const MOST_CONNECTIONS = 4096;
/** Of one pod, which must not take all of them. */
const MOST_PER_ADDRESS = 300;
/** Of passes that are known to be good. */
const MOST_KNOWN = 2000;

/** What the proxy decided, for whoever collects its log. */
export interface ProxyDecision extends EgressEvent {
  readonly runtimeId: string;
  readonly serverRef: string;
}

interface Known {
  readonly pass: EgressPass;
  readonly broker: EgressBroker;
}

/** The proxy of a cluster: lets through what a signed pass says, by CONNECT, and tells of each decision. */
export class ProxyServer {
  static create(options: {
    key: KeyObject;
    opened: EgressRules;
    resolve: ResolveHost;
    onDecision(decision: ProxyDecision): void;
    /** Somebody without a pass, or with a bad one. */
    onStranger(why: string): void;
  }): ProxyServer {
    return new ProxyServer(options);
  }

  readonly server: Server;
  readonly #options: Parameters<typeof ProxyServer.create>[0];
  /** By the digest of the pass: each runtime's connections are counted together. */
  readonly #known = new Map<string, Known>();
  readonly #perAddress = new Map<string, number>();

  private constructor(options: Parameters<typeof ProxyServer.create>[0]) {
    this.#options = options;
    this.server = createServer({
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: HEAD_MS,
      requestTimeout: HEAD_MS,
      connectionsCheckingInterval: 2_000,
    });
    this.server.maxConnections = MOST_CONNECTIONS;
    this.server.on('connection', socket => this.#count(socket));
    this.server.on('connect', (req, socket, head) => {
      void this.#connect(req, socket, head);
    });
    this.server.on('request', (_, res) => {
      res.writeHead(405, { connection: 'close' }).end('CONNECT only\n');
    });
    this.server.on('clientError', (_, socket) => socket.destroy());
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    for (const { broker } of this.#known.values()) broker.close();
    this.#known.clear();
  }

  #count(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const open = this.#perAddress.get(address) ?? 0;
    if (open >= MOST_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    this.#perAddress.set(address, open + 1);
    socket.once('close', () => {
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
  }

  async #connect(req: IncomingMessage, socket: Duplex, head: Buffer) {
    socket.on('error', () => socket.destroy());
    const known = await this.#find(req.headers['proxy-authorization']);
    if (!known) {
      answer(socket, 407, 'No pass, or none that is good');
      return;
    }
    const target = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(
      req.url ?? '',
    );
    const port = Number(target?.[3]);
    if (!target || port < 1 || port > 65_535) {
      answer(socket, 400, 'No destination');
      return;
    }
    try {
      const upstream = await known.broker.connect(target[1] ?? target[2], port);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      joinSockets(socket, upstream);
    } catch (error) {
      if (error instanceof EgressRefusal) answer(socket, 403, error.message);
      else answer(socket, 502, 'The destination does not answer');
    }
  }

  async #find(header: string | undefined): Promise<Known | undefined> {
    const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
    if (!token) {
      this.#options.onStranger('no pass');
      return undefined;
    }
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.#known.get(digest);
    if (known && known.pass.expiresAt > Date.now()) return known;
    try {
      const pass = await verifyPass(token, this.#options.key);
      return this.#remember(digest, pass);
    } catch (error) {
      this.#options.onStranger((error as Error).message.slice(0, 200));
      return undefined;
    }
  }

  #remember(digest: string, pass: EgressPass): Known {
    const { opened, resolve, onDecision } = this.#options;
    const { runtimeId, serverRef, egress } = pass;
    // The oldest goes; whoever has it is looked at again. Connections go on.
    if (this.#known.size >= MOST_KNOWN) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    const known: Known = {
      pass,
      broker: EgressBroker.create({
        ...{ egress, opened, resolve },
        onEvent: event => onDecision({ ...event, runtimeId, serverRef }),
      }),
    };
    this.#known.set(digest, known);
    return known;
  }
}

function answer(socket: Duplex, status: number, why: string): void {
  const text = `${why}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(
      text,
    )}\r\nConnection: close\r\n\r\n${text}`,
  );
}
