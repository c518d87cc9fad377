import { chmod, mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  type EgressBroker,
  EgressProxy,
  type InsideListener,
  joinSockets,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The gateway's end of a server's way out: one socket of the file system for each listener inside. */
export class ContainerEgress {
  /**
   * @param folder is made; its path is as hard to guess as the runtime's id, and nobody but the gateway can list what is above.
   */
  static async serve(options: {
    broker: Pick<EgressBroker, 'connect' | 'close'>;
    listeners: readonly InsideListener[];
    folder: string;
  }): Promise<ContainerEgress> {
    const { broker, listeners, folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const egress = new ContainerEgress(broker);
    try {
      for (const [index, listener] of listeners.entries()) {
        await egress.#listen(join(folder, `${index}`), listener);
      }
      return egress;
    } catch (error) {
      egress.close();
      throw error;
    }
  }

  readonly #broker: Pick<EgressBroker, 'connect' | 'close'>;
  readonly #proxy: EgressProxy;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(broker: Pick<EgressBroker, 'connect' | 'close'>) {
    this.#broker = broker;
    this.#proxy = EgressProxy.create({ broker });
  }

  /** Ends listeners and connections. */
  close(): void {
    this.#servers.forEach(server => server.close());
    this.#sockets.forEach(socket => socket.destroy());
    this.#broker.close();
  }

  async #listen(path: string, listener: InsideListener): Promise<void> {
    const server = createServer({
      // A side may say its last and still listen.
      allowHalfOpen: true,
      // Nothing of a tunnel is read before there is somewhere to put it.
      pauseOnConnect: listener.kind === 'tunnel',
    });
    this.#servers.push(server);
    server.on('connection', socket => {
      this.#keep(socket);
      if (listener.kind === 'proxy') this.#proxy.accept(socket);
      else void this.#tunnel(socket, listener.host, listener.port);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    server.on('error', () => {});
    // The process beside the server is another user.
    await chmod(path, 0o666);
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
      // There is no protocol to say it in: the other end makes a reset of it, the log sees why.
      socket.destroy();
    }
  }
}
