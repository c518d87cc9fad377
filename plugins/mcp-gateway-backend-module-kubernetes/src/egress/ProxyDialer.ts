import { request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type EgressDialer,
  type EgressEvent,
  EgressRefusal,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

const CONNECT_MS = 20_000;
const MOST_CONNECTIONS = 256;
/** Decisions that are told: so many at once, and so many each second. The others count. */
const BURST = 200;
const PER_SECOND = 50;

/** Connects through the proxy of the cluster, on behalf of one runtime, and tells what the proxy decided. */
export class ProxyDialer implements EgressDialer {
  static create(options: {
    proxy: { host: string; port: number };
    /** Read at each connection: it is renewed. */
    pass(): Promise<string>;
    onEvent(event: EgressEvent): void;
  }): ProxyDialer {
    return new ProxyDialer(options);
  }

  readonly #options: Parameters<typeof ProxyDialer.create>[0];
  readonly #open = new Set<Socket>();
  #waiting = 0;
  #tokens = BURST;
  #filledAt = performance.now();
  #untold = 0;

  private constructor(options: Parameters<typeof ProxyDialer.create>[0]) {
    this.#options = options;
  }

  async connect(host: string, port: number): Promise<Socket> {
    if (this.#open.size + this.#waiting >= MOST_CONNECTIONS) {
      throw this.#refusal(host, port, 'Too many connections are open');
    }
    this.#waiting++;
    try {
      const socket = await this.#dial(host, port, await this.#options.pass());
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
      socket.on('error', () => socket.destroy());
      this.#tell(host, port, true);
      return socket;
    } finally {
      this.#waiting--;
    }
  }

  close(): void {
    this.#open.forEach(socket => socket.destroy());
  }

  #dial(host: string, port: number, pass: string): Promise<Socket> {
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      const ask = request({
        ...this.#options.proxy,
        method: 'CONNECT',
        path: authority,
        headers: { host: authority, 'proxy-authorization': `Bearer ${pass}` },
        agent: false,
        timeout: CONNECT_MS,
      });
      ask.once('connect', (answer, socket, head) => {
        if (answer.statusCode === 200) {
          if (head.length > 0) socket.unshift(head);
          socket.setTimeout(0);
          resolve(socket);
          return;
        }
        socket.unshift(head);
        void text(socket)
          .catch(() => '')
          .then(why =>
            reject(this.#failure(host, port, answer.statusCode, why)),
          );
      });
      ask.once('timeout', () => ask.destroy(new Error('The proxy is silent')));
      ask.once('error', error => {
        this.#tell(
          host,
          port,
          false,
          `The proxy of the cluster: ${error.message}`,
        );
        reject(error);
      });
      ask.end();
    });
  }

  #failure(host: string, port: number, status = 0, why = ''): Error {
    const words = why.trim().slice(0, 300);
    // It was allowed, and nobody answered there.
    if (status === 502) {
      this.#tell(host, port, true);
      return new Error(words);
    }
    return this.#refusal(host, port, words || `The proxy answered ${status}`);
  }

  #refusal(host: string, port: number, why: string): EgressRefusal {
    this.#tell(host, port, false, why);
    return new EgressRefusal(why);
  }

  #tell(host: string, port: number, allowed: boolean, why?: string): void {
    const now = performance.now();
    const filled = ((now - this.#filledAt) / 1000) * PER_SECOND;
    this.#tokens = Math.min(BURST, this.#tokens + filled);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      this.#untold++;
      return;
    }
    this.#tokens--;
    const more =
      this.#untold > 0 ? ` (and ${this.#untold} more, not told of)` : '';
    this.#untold = 0;
    const words = `${why ?? ''}${more}`.trim();
    this.#options.onEvent({
      at: Date.now(),
      ...{ host, port, allowed },
      ...(words && { why: words }),
    });
  }
}
