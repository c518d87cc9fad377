import { createServer, type RequestListener, type Server } from 'http';
import { createServer as createTlsServer } from 'https';
import type { AddressInfo, Socket } from 'net';

/** How long a client may take to send its headers. */
const HEADERS_TIMEOUT_MS = 15_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** A client that takes nothing of what is waiting for it, or asks nothing, for so long is gone, whatever its connection says. */
const STALL_MS = 30_000;
/** Each costs a file descriptor and some kilobytes; more are refused before anything is read. */
const MAX_CONNECTIONS = 20_000;

/** The gateway's own listener: MCP traffic never shares a port, or a middleware, with the portal. */
export class GatewayListener {
  static create(options: {
    handler: RequestListener;
    tls?: { cert: string; key: string };
    stallMs?: number;
    headersMs?: number;
  }) {
    const { headersMs = HEADERS_TIMEOUT_MS } = options;
    const settings = {
      headersTimeout: headersMs,
      connectionsCheckingInterval: headersMs / 2,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Streams stay open; bodies have their own limit.
      requestTimeout: 0,
    };
    const open = { requests: 0, of: new WeakMap<Socket, number>() };
    const count = (socket: Socket, change: number) => {
      open.requests += change;
      open.of.set(socket, (open.of.get(socket) ?? 0) + change);
    };
    const handler: RequestListener = (request, response) => {
      const { socket } = request;
      count(socket, 1);
      response.once('close', () => count(socket, -1));
      options.handler(request, response);
    };
    const server = options.tls
      ? createTlsServer(
          { ...settings, handshakeTimeout: headersMs, ...options.tls },
          handler,
        )
      : createServer(settings, handler);
    server.maxConnections = MAX_CONNECTIONS;
    // Node counts progress, not events: bytes that go out keep a connection. A stream on which nothing happens is kept too.
    server.setTimeout(options.stallMs ?? STALL_MS, socket => {
      if (socket.writableLength > 0 || !open.of.get(socket)) socket.destroy();
    });
    return new GatewayListener(server, open);
  }

  readonly #server: Server;
  /** How much is being answered. */
  readonly #open: { readonly requests: number };

  private constructor(server: Server, open: { readonly requests: number }) {
    this.#server = server;
    this.#open = open;
  }

  /** Whether something is being answered. */
  get isBusy(): boolean {
    return this.#open.requests > 0;
  }

  /** Binds, and fails with what to do when it cannot. Port 0 takes any free one. */
  async listen(options: { host: string; port: number }): Promise<number> {
    const { host, port } = options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `The gateway cannot listen on ${host}:${port}: another program uses that port. Stop it, or set mcpGateway.listen.port to a free one.`,
              )
            : error,
        ),
      );
      this.#server.listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new connections and ends the idle ones; those in use may finish. To be repeated, as they become idle. */
  drain() {
    if (this.#server.listening) this.#server.close();
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve =>
      this.#server.close(() => resolve()),
    );
    this.#server.closeAllConnections();
    await closed;
  }
}
