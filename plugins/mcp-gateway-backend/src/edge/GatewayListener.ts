import { createServer, type RequestListener, type Server } from 'http';
import { createServer as createTlsServer } from 'https';
import type { AddressInfo } from 'net';

/** How long a client may take to send its headers. */
const HEADERS_TIMEOUT_MS = 15_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** A client that takes nothing of what is waiting for it for so long is gone, whatever its connection says. */
const WRITE_STALL_MS = 30_000;

/** The gateway's own listener: MCP traffic never shares a port, or a middleware, with the portal. */
export class GatewayListener {
  static create(options: {
    handler: RequestListener;
    tls?: { cert: string; key: string };
    writeStallMs?: number;
    headersMs?: number;
  }) {
    const settings = {
      headersTimeout: options.headersMs ?? HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval:
        (options.headersMs ?? HEADERS_TIMEOUT_MS) / 2,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Streams stay open; bodies have their own limit.
      requestTimeout: 0,
    };
    const server = options.tls
      ? createTlsServer({ ...settings, ...options.tls }, options.handler)
      : createServer(settings, options.handler);
    // Node counts progress, not events: bytes that go out keep a connection, and so does silence when none are waiting.
    server.setTimeout(options.writeStallMs ?? WRITE_STALL_MS, socket => {
      if (socket.writableLength > 0) socket.destroy();
    });
    return new GatewayListener(server);
  }

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
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
