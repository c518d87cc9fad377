import {
  EgressProxy,
  joinSockets,
  type EgressBroker,
  type InsideListener,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Server, Socket } from 'node:net';

/** Serves the listeners that stand inside a sandbox. */
export class SandboxEgress {
  static serve(options: {
    broker: EgressBroker;
    /** In the order of `listeners`. */
    servers: readonly Server[];
    listeners: readonly InsideListener[];
  }): SandboxEgress {
    return new SandboxEgress(options);
  }

  readonly #broker: EgressBroker;
  readonly #servers: readonly Server[];
  readonly #sockets = new Set<Socket>();

  private constructor(options: Parameters<typeof SandboxEgress.serve>[0]) {
    const { broker, servers, listeners } = options;
    this.#broker = broker;
    this.#servers = servers;
    const proxy = EgressProxy.create({ broker });
    servers.forEach((server, index) => {
      const listener = listeners[index];
      Object.assign(server, {
        // A side may say its last and still listen.
        allowHalfOpen: true,
        // Nothing of a tunnel is read before there is somewhere to put it.
        pauseOnConnect: listener.kind === 'tunnel',
      });
      server.on('connection', socket => {
        this.#keep(socket);
        if (listener.kind === 'proxy') {
          proxy.accept(socket);
        } else {
          void this.#tunnel(socket, listener.host, listener.port);
        }
      });
      server.on('error', () => {});
    });
  }

  /** Ends listeners and connections. */
  close(): void {
    this.#servers.forEach(server => server.close());
    this.#sockets.forEach(socket => socket.destroy());
    this.#broker.close();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  async #tunnel(socket: Socket, host: string, port: number): Promise<void> {
    try {
      const upstream = await this.#broker.connect(host, port);
      joinSockets(socket, upstream);
      socket.resume();
    } catch {
      // There is no protocol to say it in: the server sees a connection that was reset, the log sees why.
      socket.resetAndDestroy();
    }
  }
}
