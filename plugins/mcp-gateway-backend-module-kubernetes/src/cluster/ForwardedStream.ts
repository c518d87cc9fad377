import { Duplex } from 'node:stream';
import type { PodSocket } from './ClusterClient';

const [DATA, ERROR] = [0, 1];
/** The port, once, before what a channel carries. */
const PREFIX_BYTES = 2;
/** One message of the API server's; bigger ones are cut. */
const MOST_MESSAGE = 32 * 1024;

/** A connection to a port of a pod, over a WebSocket of the API server. Where one side ends, both do. */
export class ForwardedStream extends Duplex {
  /** @throws where the API server refuses. */
  static async open(
    connect: (
      onMessage: (channel: number, data: Buffer) => void,
    ) => Promise<PodSocket>,
  ): Promise<ForwardedStream> {
    const early: [number, Buffer][] = [];
    let take = (channel: number, data: Buffer): void => {
      early.push([channel, data]);
    };
    const socket = await connect((channel, data) => take(channel, data));
    const stream = new ForwardedStream(socket);
    take = (channel, data) => stream.#take(channel, data);
    early.splice(0).forEach(([channel, data]) => take(channel, data));
    return stream;
  }

  readonly #socket: PodSocket;
  readonly #begun = new Set<number>();

  private constructor(socket: PodSocket) {
    super();
    this.#socket = socket;
    socket.on('error', error => this.destroy(error));
    socket.on('close', () => {
      this.push(null);
      this.end();
    });
    if (socket.readyState >= socket.CLOSING) socket.emit('close');
  }

  override _read() {
    this.#socket.resume();
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ) {
    const send = (from: number, error?: Error | null) => {
      if (error || from >= chunk.length) {
        done(error);
        return;
      }
      if (this.#socket.readyState !== this.#socket.OPEN) {
        done(new Error('The connection to the pod is over'));
        return;
      }
      const part = chunk.subarray(from, from + MOST_MESSAGE);
      this.#socket.send(Buffer.concat([Buffer.from([DATA]), part]), failed =>
        send(from + MOST_MESSAGE, failed),
      );
    };
    send(0);
  }

  override _final(done: () => void) {
    this.#socket.close();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#socket.terminate();
    done(error);
  }

  #take(channel: number, data: Buffer) {
    const isFirst = !this.#begun.has(channel);
    this.#begun.add(channel);
    const content = isFirst ? data.subarray(PREFIX_BYTES) : data;
    if (content.length === 0 || this.readableEnded || this.destroyed) return;
    if (channel === ERROR) {
      this.destroy(new Error(content.toString('utf8').slice(0, 500)));
    } else if (channel === DATA && !this.push(content)) {
      // What nobody reads is not taken from the network either.
      this.#socket.pause();
    }
  }
}
